import type { ErrorReply } from '#core/errors.ts';
import { Sentence } from '../ui/sentence.tsx';

/** What the last action did: a sentence, an error, or nothing yet. */
export type Outcome = string | ErrorReply | null;

/** Reports the result of an action. It is shown and read aloud. */
export type Report = (outcome: Outcome) => void;

/**
 * The two live regions: one for results, one for errors. Both are always in the document, because screen readers
 * announce only changes in regions that were there before.
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
