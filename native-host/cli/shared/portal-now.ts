import { dirname } from 'node:path';
import { notedAheadMs } from '../../data-folder/noted-clock.ts';
import type { CommandIo } from '../../terminal/io.ts';

const MINUTE_MS = 60_000;
/**
 * If the clocks differ by at most this time, in ms, it does no harm. AWS refuses requests only if the clock is wrong by
 * more than five minutes.
 */
const HARMLESS_MS = 2 * MINUTE_MS;

/** The ms by which this computer's clock is ahead of the portal's, as the extension noted; 0 if it noted none. */
const aheadMs = (io: CommandIo): number => notedAheadMs(io.now(), { ...io, directory: dirname(io.programPath) });

/** The current time on the portal's clock, epoch ms. The expiry of keys is compared with this time. */
export const portalNow = (io: CommandIo): number => io.now() - aheadMs(io);

/** A sentence that says what to do if the clock is wrong. */
export const CLOCK_REMEDY =
  'Turn on automatic time in the system settings: AWS refuses requests when the clock is wrong.';

/** If the clock of this computer is wrong by more than two minutes, a sentence without the remedy; otherwise null. */
export function clockProblem(io: CommandIo): string | null {
  const ahead = aheadMs(io);
  if (Math.abs(ahead) <= HARMLESS_MS) return null;
  const minutes = Math.round(Math.abs(ahead) / MINUTE_MS);
  return `The clock of this computer is ${minutes} minutes ${ahead > 0 ? 'ahead of' : 'behind'} the portal’s.`;
}

/** If the clock of this computer is wrong by more than two minutes, a sentence with the remedy; otherwise null. */
export function clockWarning(io: CommandIo): string | null {
  const problem = clockProblem(io);
  return problem === null ? null : `${problem} ${CLOCK_REMEDY}`;
}
