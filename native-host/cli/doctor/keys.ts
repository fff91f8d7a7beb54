import { recordPath } from '../../data-folder/places.ts';
import type { CommandIo } from '../../terminal/io.ts';
import { readRecord } from '../install/record.ts';
import { readKey } from '../install/registry.ts';
import { type Check, error, ok, REINSTALL } from './check.ts';

/** Whether the registry of Windows still says what install wrote, from Windows and from inside WSL alike. */
export function checkKeys(io: CommandIo): readonly Check[] {
  const { keys = [] } = readRecord(recordPath(io));
  return keys.map(({ key, value }) => {
    const found = readKey(key, io);
    if (found === value) return ok('registry', `${key} names ${value}.`);
    const said = found === null ? 'is not there' : `names ${found} instead of ${value}`;
    return error('registry', `The registry key ${key} ${said}.`, REINSTALL);
  });
}
