import { useState } from 'preact/hooks';
import type { LockedPortal, SessionView } from '#core/protocol/messages.ts';

/** The state of the dialog `About this portal`. */
export interface About {
  /** The portal that the dialog describes; null while the dialog is closed. */
  readonly portal: SessionView | LockedPortal | null;
  /** Opens the dialog. Does nothing if there is no portal to describe. */
  open(portal: SessionView | LockedPortal | null): void;
  /** Closes the dialog. */
  close(): void;
}

/** Keeps the state of the dialog. At first the dialog is closed. */
export function useAbout(): About {
  const [portal, setPortal] = useState<About['portal']>(null);
  return { portal, open: (next) => next && setPortal(next), close: () => setPortal(null) };
}
