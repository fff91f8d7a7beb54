import { dirname } from 'node:path';
import { notedAheadMs } from '../../data-folder/noted-clock.ts';
import type { CommandIo } from '../../terminal/io.ts';

const MINUTE_MS = 60_000;
/** A smaller difference does no harm. AWS refuses requests only if the clock is wrong by more than five minutes. */
const HARMLESS_MS = 2 * MINUTE_MS;

/** How far this computer's clock is ahead of the portal's, in ms, if the extension noted it; otherwise 0. */
const aheadMs = (io: CommandIo): number => notedAheadMs(io.now(), { ...io, directory: dirname(io.programPath) });

/** The time of the portal, epoch ms. Keys expire by this time. */
export const portalNow = (io: CommandIo): number => io.now() - aheadMs(io);

/** What to do about a wrong clock. */
export const CLOCK_REMEDY =
  'Turn on automatic time in the system settings: AWS refuses requests when the clock is wrong.';

/** A sentence without the remedy if the clock of this computer is wrong by more than two minutes, else null. */
export function clockProblem(io: CommandIo): string | null {
  const ahead = aheadMs(io);
  if (Math.abs(ahead) <= HARMLESS_MS) return null;
  const minutes = Math.round(Math.abs(ahead) / MINUTE_MS);
  return `The clock of this computer is ${minutes} minutes ${ahead > 0 ? 'ahead of' : 'behind'} the portal’s.`;
}

/** Like `clockProblem`, but with the remedy. */
export function clockWarning(io: CommandIo): string | null {
  const problem = clockProblem(io);
  return problem === null ? null : `${problem} ${CLOCK_REMEDY}`;
}
