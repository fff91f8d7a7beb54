import type { CommandIo } from '../../terminal/io.ts';
import { CLOCK_REMEDY, clockProblem } from '../shared/portal-now.ts';
import { type Check, warning } from './check.ts';

/** Warns if the extension noted that the clocks of this computer and of the portal differ. */
export function checkClock(io: CommandIo): readonly Check[] {
  const problem = clockProblem(io);
  return problem === null ? [] : [warning('clock', problem, CLOCK_REMEDY)];
}
