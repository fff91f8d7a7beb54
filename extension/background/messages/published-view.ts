import type { View } from '#core/protocol/messages.ts';

/** Facts that a handler looked up for the view. */
export type LookedUp = Pick<View, 'withheld' | 'staleTab'>;

/** The view that the popup draws, as far as handlers change it. */
export interface PublishedView {
  /** Publishes now. @returns the view. */
  refresh(patch?: Partial<LookedUp>): Promise<View>;
  /** Publishes soon, together with other changes: nobody waits for it. */
  changed(patch?: Partial<LookedUp>): void;
}

/** Looks up what the browser withholds from the current session. */
export type LookUpWithheld = () => Promise<LookedUp['withheld']>;
