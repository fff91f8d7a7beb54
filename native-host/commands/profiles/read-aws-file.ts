import { readFileSync } from 'node:fs';
import { errnoOf } from '../../aws-files/file-errors.ts';
import { type AwsPaths, awsPaths } from '../../aws-files/paths.ts';
import { decode } from '../../aws-files/snapshot.ts';
import type { CommandIo } from '../io.ts';

/** Where this shell's AWS files are. @throws KeyferryError PATH_INVALID */
export function pathsOf({ env, platform }: Pick<CommandIo, 'env' | 'platform'>): AwsPaths {
  return awsPaths(env, platform);
}

/**
 * The text of an AWS file, '' where there is none. Not awaited: a shell's start-up runs `keyferry env`, and the thread
 * pool of asynchronous reads costs milliseconds.
 * @throws KeyferryError FILE_ENCODING; system errors as they are
 */
export function readAwsFile(path: string): string {
  try {
    return decode(readFileSync(path), path);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errnoOf(error))) return '';
    throw error;
  }
}
