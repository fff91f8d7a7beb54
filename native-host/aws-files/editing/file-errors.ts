import { type ErrorCode, KeyferryError } from '#core/errors.ts';

interface Meaning {
  readonly code: ErrorCode;
  readonly why: string;
}

/** For each errno of the system: Keyferry's error code and the reason in words. */
const meanings: Readonly<Record<string, Meaning>> = {
  EACCES: { code: 'FILE_READ_ONLY', why: 'the system denies permission' },
  EPERM: { code: 'FILE_READ_ONLY', why: 'the system does not permit this operation' },
  EROFS: { code: 'FILE_READ_ONLY', why: 'its file system is read-only' },
  ENOSPC: { code: 'FILE_NO_SPACE', why: 'the disk is full' },
  EDQUOT: { code: 'FILE_NO_SPACE', why: 'your quota is used up' },
  EFBIG: { code: 'FILE_NO_SPACE', why: 'it would become larger than the system allows' },
  EMFILE: { code: 'FILE_IO', why: 'this program has too many files open' },
  ENFILE: { code: 'FILE_IO', why: 'the system has too many files open' },
  EIO: { code: 'FILE_IO', why: 'the disk reports an error' },
  EBUSY: { code: 'FILE_IO', why: 'another program is using it' },
  ENAMETOOLONG: { code: 'FILE_IO', why: 'its name is too long' },
  ENOENT: { code: 'FILE_IO', why: 'its folder does not exist' },
  ELOOP: { code: 'FILE_IO', why: 'its links lead in a circle' },
  ENOTDIR: { code: 'FILE_IO', why: 'a part of its path is not a folder' },
};

/** The errno of a system error, such as `ENOENT`. Returns '' for any other error. */
export function errnoOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  return typeof code === 'string' && typeof (error as NodeJS.ErrnoException).syscall === 'string' ? code : '';
}

/**
 * Turns a system error into a KeyferryError FILE_*. The system error happened while Keyferry wrote `file`. Other errors
 * stay unchanged.
 */
export function asFileError(error: unknown, file: string): unknown {
  const errno = errnoOf(error);
  if (errno === '') return error;
  const { code, why } = meanings[errno] ?? { code: 'FILE_IO', why: errno };
  return new KeyferryError(code, { file, why, remedy: 'make it writable' });
}

/**
 * Turns a system error into FILE_UNREADABLE. The system error happened while Keyferry read `file`. Other errors stay
 * unchanged.
 */
export function asReadError(error: unknown, file: string): unknown {
  const errno = errnoOf(error);
  return errno === '' ? error : new KeyferryError('FILE_UNREADABLE', { file, why: meanings[errno]?.why ?? errno });
}

/** The result of `work`, or null if there is no such file (ENOENT). */
export async function ifThere<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null;
    throw error;
  }
}

/** Waits for a clean-up and ignores its errors. */
export async function quietly(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch {}
}
