import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import type { CommandIo } from '../terminal/io.ts';
import { asReadError, errnoOf } from './editing/file-errors.ts';
import { holdsText, READ_WITHOUT_WAITING, refuseHuge } from './editing/readable.ts';
import { decode } from './editing/snapshot.ts';
import { type AwsPaths, awsPaths } from './paths.ts';

/** Where this shell's AWS files are. @throws KeyferryError PATH_INVALID */
export function pathsOf({ env, platform }: Pick<CommandIo, 'env' | 'platform'>): AwsPaths {
  return awsPaths(env, platform);
}

/** What Node's own decoder puts in the place of bytes that are not UTF-8. */
const REPLACED = '\ufffd';

const PIECE_BYTES = 256 * 1024;

/** The bytes of a file that was read to its end already; its path may lead elsewhere by now, to a pipe for one. */
function readAgain(file: number, path: string): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; ; ) {
    const part = Buffer.allocUnsafe(PIECE_BYTES);
    const count = readSync(file, part, 0, part.length, at);
    if (count === 0) return Buffer.concat(parts);
    parts.push(part.subarray(0, count));
    at += count;
    refuseHuge(path, { size: at });
  }
}

function textOf(file: number, path: string): string {
  try {
    if (!holdsText(path, fstatSync(file))) return '';
    // The quickest way to a text; where it replaced something, the bytes are read again, to be refused or not.
    const text = readFileSync(file, 'utf8');
    return text.includes(REPLACED) ? decode(readAgain(file, path), path) : text;
  } finally {
    closeSync(file);
  }
}

/**
 * The text of an AWS file, '' where there is none. Not awaited: a shell's start-up runs `keyferry env`, and the thread
 * pool of asynchronous reads costs milliseconds.
 * @throws KeyferryError FILE_ENCODING, FILE_NOT_REGULAR, FILE_UNREADABLE
 */
export function readAwsFile(path: string): string {
  try {
    return textOf(openSync(path, READ_WITHOUT_WAITING), path);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errnoOf(error))) return '';
    throw asReadError(error, path);
  }
}
