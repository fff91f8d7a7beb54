import { recordPath } from '../../data-folder/places.ts';
import type { CommandIo } from '../../terminal/io.ts';
import { readRecord } from '../install/record.ts';
import { readKey } from '../install/registry.ts';
import { reinstall } from '../shared/reinstall.ts';
import { type Check, error, ok } from './check.ts';

/**
 * Checks whether the Windows registry still contains the values that `keyferry install` wrote, on Windows and inside
 * WSL.
 */
export function checkKeys(io: CommandIo): readonly Check[] {
  const { keys = [] } = readRecord(recordPath(io));
  return keys.map(({ key, value }) => {
    const found = readKey(key, io);
    if (found === value) return ok('registry', `${key} contains ${value}.`);
    const problem = found === null ? 'is missing' : `contains ${found} instead of ${value}`;
    return error('registry', `The registry key ${key} ${problem}.`, reinstall());
  });
}
