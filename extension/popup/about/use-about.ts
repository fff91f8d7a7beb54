import { useState } from 'preact/hooks';
import type { LockedPortal, SessionView } from '#core/protocol/messages.ts';

/** State of the dialog `About this portal`. */
export interface About {
  /** The portal it describes; null while it is closed. */
  readonly portal: SessionView | LockedPortal | null;
  /** Opens the dialog. Does nothing without a portal. */
  open(portal: SessionView | LockedPortal | null): void;
  close(): void;
}

/** The dialog is closed at first. */
export function useAbout(): About {
  const [portal, setPortal] = useState<About['portal']>(null);
  return { portal, open: (next) => next && setPortal(next), close: () => setPortal(null) };
}
