/** What is needed once a role is chosen, and what is rarely shown: a chunk of its own, loaded behind the first drawing. */

export { knowHowToInstall } from '../../ui/install-line.tsx';
export { CliNewsLine, CliSetUp } from '../cli/cli-parts.tsx';
export { cliWish } from '../cli/wish.ts';
export { TopBanner } from '../list/banners.tsx';
export { HostBanner } from '../list/host-banner.tsx';
export { ListNews } from '../list/list-news.tsx';
export { chosenAfter } from '../list/selection.ts';
export { ChosenBar } from '../list/selection-bar.tsx';
export { OutcomePanel } from '../outcome/outcome.tsx';
export { ReplaceDialog } from '../outcome/replace-dialog.tsx';
export { Recent } from '../profiles/recent.tsx';
export { HelpLine } from '../shell/help-line.tsx';
export { readCopyFormats } from './copy-formats.ts';
export { roleActions } from './role-actions.ts';
export { RoleCard } from './role-card.tsx';
export { isWritable, renamed, targetOf } from './suggested-names.ts';
