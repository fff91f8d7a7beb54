import type { View } from '#core/protocol/messages.ts';

const SIZES = [16, 32, 48] as const;

export interface ToolbarIconDeps {
  /** The browser's API `action`. */
  readonly action: {
    setIcon(details: { path: Record<string, string> }): Promise<void>;
    setTitle(details: { title: string }): Promise<void>;
  };
}

const paths = (state: 'active' | 'idle') =>
  Object.fromEntries(SIZES.map((size) => [String(size), `/extension/icons/${state}-${size}.png`]));

/** The state and title of the toolbar icon. They show whether there is a session, and for which portal. */
export function toolbarOf({ sessions, current }: Pick<View, 'sessions' | 'current'>) {
  const live = sessions.filter(({ expired }) => !expired);
  const shown = live.find(({ key }) => key === current) ?? live[0];
  if (!shown) return { state: 'idle', title: 'Keyferry: no portal session' } as const;
  const title = shown.trusted ? `Keyferry: signed in to ${shown.label}` : `Keyferry: new portal ${shown.label}`;
  return { state: 'active', title } as const;
}

/** @returns a function that draws the toolbar icon. The function draws only when the icon has changed. */
export function createToolbarIcon({ action }: ToolbarIconDeps) {
  let drawn = '';
  return (view: Pick<View, 'sessions' | 'current'>): void => {
    const { state, title } = toolbarOf(view);
    if (drawn === title) return;
    drawn = title;
    // If the icon cannot be drawn, the session must still work. So the error is ignored.
    action.setIcon({ path: paths(state) }).catch(() => undefined);
    action.setTitle({ title }).catch(() => undefined);
  };
}
