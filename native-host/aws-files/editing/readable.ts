import { type BigIntStats, constants, type Stats } from 'node:fs';
import { KeyferryError } from '#core/errors.ts';
import { kindOf } from './target.ts';

/** Far more than any file of AWS's. */
const MAX_BYTES = 128 * 1024 * 1024;

/** Opening a pipe waits for its other end, which may never come. Windows has no such flag: undefined there. */
export const READ_WITHOUT_WAITING = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** @throws KeyferryError FILE_UNREADABLE for a file far larger than any of AWS's. */
export function refuseHuge(file: string, { size }: Pick<Stats | BigIntStats, 'size'>): void {
  if (size > MAX_BYTES) throw new KeyferryError('FILE_UNREADABLE', { file, why: 'it is larger than 128 MiB' });
}

/**
 * For a file that is only read, whoever owns it.
 * @returns whether there is a text in it: devices, such as /dev/null in the place of a file, have none.
 * @throws KeyferryError FILE_NOT_REGULAR, FILE_UNREADABLE for what may be read without end.
 */
export function holdsText(file: string, stats: Stats): boolean {
  if (stats.isCharacterDevice()) return false;
  if (!stats.isFile()) throw new KeyferryError('FILE_NOT_REGULAR', { file, what: kindOf(stats) });
  refuseHuge(file, stats);
  return true;
}
