import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { asReadError, errnoOf } from './editing/file-errors.ts';
import { decode, holdsText, READ_WITHOUT_WAITING } from './editing/readable.ts';
import { type AwsPaths, awsPaths, type Environment } from './paths.ts';

/** The paths of the AWS files in the environment of this command. @throws KeyferryError PATH_INVALID */
export function pathsOf({ env, platform }: { env: Environment; platform: NodeJS.Platform }): AwsPaths {
  return awsPaths(env, platform);
}

function textOf(file: number, path: string): string {
  try {
    return holdsText(path, fstatSync(file)) ? decode(readFileSync(file), path) : '';
  } finally {
    closeSync(file);
  }
}

/**
 * The text of an AWS file. Returns '' if there is no file. The function is synchronous for speed: a shell runs
 * `keyferry env` each time it starts, and asynchronous reading would take some milliseconds more.
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
