import { isAscii, isUtf8 } from 'node:buffer';
import { type BigIntStats, constants, type Stats } from 'node:fs';
import { KeyferryError } from '#core/errors.ts';

/** Far more than any AWS file. */
const MAX_BYTES = 128 * 1024 * 1024;

/** Without O_NONBLOCK, opening a pipe could wait forever. On Windows, O_NONBLOCK is undefined. */
export const READ_WITHOUT_WAITING = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/**
 * Refuses a file that is too large to be an AWS file.
 * @throws KeyferryError FILE_UNREADABLE for a file far larger than any AWS file
 */
export function refuseHuge(file: string, { size }: Pick<Stats | BigIntStats, 'size'>): void {
  if (size > MAX_BYTES) throw new KeyferryError('FILE_UNREADABLE', { file, why: 'it is larger than 128 MiB' });
}

/** Says what is at a path instead of a file, as part of a sentence. */
export function kindOf(stats: Stats | BigIntStats): string {
  if (stats.isDirectory()) return 'a directory';
  return stats.isFIFO() ? 'a pipe' : 'a special file';
}

/**
 * Checks a file that is only read. Any user may own it.
 * @returns false for a device such as /dev/null, which counts as an empty file
 * @throws KeyferryError FILE_NOT_REGULAR, and FILE_UNREADABLE for a huge file
 */
export function holdsText(file: string, stats: Stats): boolean {
  if (stats.isCharacterDevice()) return false;
  if (!stats.isFile()) throw new KeyferryError('FILE_NOT_REGULAR', { file, what: kindOf(stats) });
  refuseHuge(file, stats);
  return true;
}

/**
 * The text of these bytes.
 * @throws KeyferryError FILE_ENCODING for bytes that are not UTF-8, which botocore cannot read.
 */
export function decode(bytes: Buffer, file: string): string {
  // For ASCII, latin1 gives the same text as UTF-8 in half the time.
  if (isAscii(bytes)) return bytes.toString('latin1');
  if (!isUtf8(bytes)) throw new KeyferryError('FILE_ENCODING', { file, why: 'it holds bytes of another encoding' });
  return bytes.toString('utf8');
}
