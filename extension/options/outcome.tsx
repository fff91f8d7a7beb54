import type { ErrorReply } from '#core/errors.ts';
import { Sentence } from '../ui/sentence.tsx';

/** What the last action did: a sentence, an error, or nothing yet. */
export type Outcome = string | ErrorReply | null;

/** Shows the result of an action. Screen readers also read it aloud. */
export type Report = (outcome: Outcome) => void;

/**
 * The two live regions: one for results, one for errors. Both are always in the document, because screen readers
 * announce a change only in a region that was in the document before the change.
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
