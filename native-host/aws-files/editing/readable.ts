import { isAscii, isUtf8 } from 'node:buffer';
import { type BigIntStats, constants, type Stats } from 'node:fs';
import { KeyferryError } from '#core/errors.ts';

/** The largest AWS file that Keyferry reads, in bytes. Real AWS files are much smaller. */
const MAX_BYTES = 128 * 1024 * 1024;

/** If the file is a pipe, opening it without O_NONBLOCK could wait forever. On Windows, O_NONBLOCK is undefined. */
export const READ_WITHOUT_WAITING = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** Refuses a file that is too large to be an AWS file. @throws KeyferryError FILE_UNREADABLE */
export function refuseHuge(file: string, { size }: Pick<Stats | BigIntStats, 'size'>): void {
  if (size > MAX_BYTES) throw new KeyferryError('FILE_UNREADABLE', { file, why: 'it is larger than 128 MiB' });
}

/** A few words that say what is at a path if it is not a regular file. For use inside a sentence. */
export function kindOf(stats: Stats | BigIntStats): string {
  if (stats.isDirectory()) return 'a directory';
  return stats.isFIFO() ? 'a pipe' : 'a special file';
}

/**
 * Checks a file that Keyferry only reads. It may belong to any user.
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
 * Decodes the bytes of a file.
 * @throws KeyferryError FILE_ENCODING for bytes that are not UTF-8, because botocore cannot read such a file
 */
export function decode(bytes: Buffer, file: string): string {
  // For ASCII bytes, latin1 gives the same text as UTF-8 and takes half the time.
  if (isAscii(bytes)) return bytes.toString('latin1');
  if (!isUtf8(bytes)) throw new KeyferryError('FILE_ENCODING', { file, why: 'some bytes have another encoding' });
  return bytes.toString('utf8');
}
