import { dirname } from 'node:path';
import { notedAheadMs } from '../../data-folder/noted-clock.ts';
import type { CommandIo } from '../../terminal/io.ts';

const MINUTE_MS = 60_000;
/**
 * If this computer's clock differs from the portal's clock by at most this time, in ms, Keyferry does not warn. AWS
 * refuses requests only if the clock is wrong by more than five minutes.
 */
const HARMLESS_MS = 2 * MINUTE_MS;

/**
 * How far this computer's clock is ahead of the portal's clock, in ms. The extension measured this value. 0 if there is
 * no such value.
 */
const aheadMs = (io: CommandIo): number => notedAheadMs(io.now(), { ...io, directory: dirname(io.programPath) });

/** The current time by the portal's clock, in epoch ms. Keyferry compares the expiry time of keys with this time. */
export const portalNow = (io: CommandIo): number => io.now() - aheadMs(io);

/** A sentence that says what to do if the clock is wrong. */
export const CLOCK_REMEDY =
  'Turn on automatic time in the system settings: AWS refuses requests when the clock is wrong.';

/** A sentence that says how wrong this computer's clock is. Null if the clock is wrong by two minutes or less. */
export function clockProblem(io: CommandIo): string | null {
  const ahead = aheadMs(io);
  if (Math.abs(ahead) <= HARMLESS_MS) return null;
  const minutes = Math.round(Math.abs(ahead) / MINUTE_MS);
  return `The clock of this computer is ${minutes} minutes ${ahead > 0 ? 'ahead of' : 'behind'} the portal’s.`;
}

/** The sentence of `clockProblem` and the remedy. Null if the clock is wrong by two minutes or less. */
export function clockWarning(io: CommandIo): string | null {
  const problem = clockProblem(io);
  return problem === null ? null : `${problem} ${CLOCK_REMEDY}`;
}
