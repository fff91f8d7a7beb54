import type { ErrorReply } from '#core/errors.ts';
import { Sentence } from '../ui/sentence.tsx';

/** The result of the last action: a sentence, an error, or null before the first action. */
export type Outcome = string | ErrorReply | null;

/** Shows the result of an action. Screen readers also read it aloud. */
export type Report = (outcome: Outcome) => void;

/**
 * Two live regions: one for results, and one for errors. Both regions are always in the document, because screen
 * readers announce a change only in a region that was in the document before the change.
 */
export const OutcomeLine = ({ outcome }: { outcome: Outcome }) => (
  <>
    <p class="saved" role="status">
      {typeof outcome === 'string' && outcome}
    </p>
    <div role="alert">
      {outcome !== null && typeof outcome !== 'string' && (
        <p class="problem">
          <Sentence text={outcome.message} />
        </p>
      )}
    </div>
  </>
);
