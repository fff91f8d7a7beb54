import type { View } from '#core/protocol/messages.ts';

/** The parts of the view whose values handlers must ask the browser for. */
export type LookedUp = Pick<View, 'withheld' | 'staleTab'>;

/** What handlers can do with the view that the popup draws. */
export interface PublishedView {
  /** Publishes now. @returns the view. */
  refresh(patch?: Partial<LookedUp>): Promise<View>;
  /** Publishes soon, together with other changes. The caller does not wait for this. */
  changed(patch?: Partial<LookedUp>): void;
}

/**
 * Finds the page patterns and API origins that the current session needs, but to which the browser grants no access.
 */
export type LookUpWithheld = () => Promise<LookedUp['withheld']>;
