/** What is needed once a role is chosen, and what is rarely shown: a chunk of its own, loaded behind the first drawing. */

export { knowHowToInstall } from '../ui/install-line.tsx';
export { TopBanner } from './banners.tsx';
export { chosenAfter } from './chosen.ts';
export { ChosenBar } from './chosen-bar.tsx';
export { CliNewsLine, CliSetUp } from './cli/cli-parts.tsx';
export { cliWish } from './cli/wish.ts';
export { readCopyFormats } from './copy-formats.ts';
export { HelpLine } from './help-line.tsx';
export { HostBanner } from './host-banner.tsx';
export { ListNews } from './list-news.tsx';
export { OutcomePanel } from './outcome.tsx';
export { Recent } from './recent.tsx';
export { ReplaceDialog } from './replace-dialog.tsx';
export { roleActions } from './role-actions.ts';
export { RoleCard } from './role-card.tsx';
export { isWritable, renamed, targetOf } from './target.ts';
