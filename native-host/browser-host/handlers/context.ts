import { homedir } from 'node:os';
import { asReadError } from '../../aws-files/editing/file-errors.ts';
import { readText } from '../../aws-files/editing/snapshot.ts';
import { thisSystem } from '../../aws-files/editing/system.ts';
import { type AwsPaths, awsPaths, type Environment } from '../../aws-files/paths.ts';
import { readAwsFile } from '../../aws-files/read-aws-file.ts';
import { recordedPaths } from '../../aws-files/recorded-paths.ts';

/** What a handler needs beside its request. */
export interface HostContext {
  readonly env: Environment;
  /** Where the program lies, and beside it what the installation recorded. */
  readonly directory: string;
  /** Aborted when the browser has closed the port: then no lock is waited for. */
  readonly ending: AbortSignal;
}

export const system = thisSystem();
let lastWrite: Promise<unknown> = Promise.resolve();

/** File work one after the other; between processes the lock does that, at a higher price. */
export function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const next = lastWrite.then(work, work);
  lastWrite = next;
  return next;
}

/** Where the AWS files are, as the browser's environment or the installation says. @throws KeyferryError PATH_INVALID */
export async function findPaths({ env, directory }: HostContext): Promise<AwsPaths> {
  const isNamed = env.AWS_SHARED_CREDENTIALS_FILE && env.AWS_CONFIG_FILE;
  return awsPaths(env, system.platform, isNamed ? {} : recordedPaths(directory));
}

/** The text of a file that is only read; '' where there is none. @throws KeyferryError FILE_* */
export async function readUserFile(path: string): Promise<string> {
  try {
    return await readText(system, path);
  } catch (error) {
    throw asReadError(error, path);
  }
}

/** The same without waiting, for work that must not be interrupted. @throws KeyferryError FILE_* */
export function readUserFileNow(path: string): string {
  return readAwsFile(path);
}

/** What tells where Keyferry's own data folder is. */
export const whereOf = ({ env, directory }: HostContext) => ({
  env,
  directory,
  home: homedir(),
  platform: system.platform,
});
