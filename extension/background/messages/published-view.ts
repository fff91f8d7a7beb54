import type { View } from '#core/protocol/messages.ts';

/** The parts of the view for which handlers must ask the browser. */
export type LookedUp = Pick<View, 'withheld' | 'staleTab'>;

/** Publishes the view, which is the state that the popup shows. */
export interface PublishedView {
  /** Publishes the view now. @returns the view. */
  refresh(patch?: Partial<LookedUp>): Promise<View>;
  /** Publishes the view soon, together with other changes. The caller does not wait for this. */
  changed(patch?: Partial<LookedUp>): void;
}

/**
 * Finds the page patterns and API origins that the current session needs, but for which the browser has not granted
 * access.
 */
export type LookUpWithheld = () => Promise<LookedUp['withheld']>;
