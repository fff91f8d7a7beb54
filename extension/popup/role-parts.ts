/** What is needed once a role is chosen: a chunk of its own, loaded behind the first drawing of the list. */
export { readCopyFormats } from './copy-formats.ts';
export { exportText } from './export-text.ts';
export { OutcomePanel } from './outcome.tsx';
export { Recent } from './recent.tsx';
export { ReplaceDialog } from './replace-dialog.tsx';
export { RoleCard } from './role-card.tsx';
export { isWritable, targetOf } from './target.ts';
