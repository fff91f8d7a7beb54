import { asFileError } from '../../aws-files/file-errors.ts';
import { type AwsPaths, awsPaths } from '../../aws-files/paths.ts';
import { readText } from '../../aws-files/snapshot.ts';
import { thisSystem } from '../../aws-files/system.ts';
import type { CommandIo } from '../io.ts';

/** Where this shell's AWS files are. @throws KeyferryError PATH_INVALID */
export function pathsOf({ env, platform }: Pick<CommandIo, 'env' | 'platform'>): AwsPaths {
  return awsPaths(env, platform);
}

/** The text of an AWS file, '' where there is none. @throws KeyferryError FILE_* */
export async function readAwsFile(path: string): Promise<string> {
  try {
    return await readText(thisSystem(), path);
  } catch (error) {
    throw asFileError(error, path);
  }
}
