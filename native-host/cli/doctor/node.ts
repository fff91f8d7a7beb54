import type { CommandIo } from '../../terminal/io.ts';
import { type Check, error, ok } from './check.ts';

const OLDEST = 20;

/**
 * Checks whether this Node can run the program.
 * @param version as in `process.versions.node`
 */
export function checkNode({ execPath }: CommandIo, version: string): Check {
  if (Number.parseInt(version, 10) >= OLDEST) return ok('node', `Node ${version} runs at ${execPath}.`);
  return error(
    'node',
    `Node ${version} at ${execPath} is too old.`,
    `Install Node ${OLDEST} or newer, then install again.`,
  );
}
