import { api } from '../ui/browser-api.ts';
import type { MenuItem } from './shell/menu.tsx';

/** The functions for the entries of the header's menu. */
export interface PageMenu {
  /**
   * Sets up CLI profiles for all roles. Null until every role is loaded. Undefined if no list is on screen. The menu
   * then does not show this action.
   */
  readonly cliAll: (() => void) | null | undefined;
  /** The entries about live profiles. */
  readonly live: readonly MenuItem[];
  /** Opens the dialog `About this portal`. Null if there is no portal. */
  readonly about: (() => void) | null;
  /** Shows the line with all keyboard shortcuts, or hides it. */
  help(): void;
}

/** The entries of the header's menu, in the order in which they are shown. */
export function pageMenu({ cliAll, live, about, help }: PageMenu): readonly MenuItem[] {
  const whyNot = cliAll === null ? 'Possible when every role is loaded' : undefined;
  return [
    ...(cliAll === undefined ? [] : [{ label: 'CLI profiles for all…', whyNot, act: () => cliAll?.() }]),
    ...live,
    ...(about === null ? [] : [{ label: 'About this portal', keys: 'Alt+I', act: about }]),
    { label: 'Options', act: () => void api.runtime.openOptionsPage() },
    { label: 'Keys', keys: '?', act: help },
  ];
}
