import { homedir } from 'node:os';
import type { Channel } from '#core/protocol/channel.ts';
import type { ToExtension, ToHost } from '#core/protocol/host-protocol.ts';
import { asReadError } from '../../aws-files/editing/file-errors.ts';
import { readText } from '../../aws-files/editing/snapshot.ts';
import { thisSystem } from '../../aws-files/editing/system.ts';
import { type AwsPaths, awsPaths, type Environment } from '../../aws-files/paths.ts';
import { readAwsFile } from '../../aws-files/read-aws-file.ts';
import { recordedPaths } from '../../aws-files/recorded-paths.ts';

/** The operations that live profiles need on the pipe to the browser. */
export interface BackgroundOutput {
  /** From now on, a write does not wait until the browser reads. */
  writeInBackground(): void;
  /** Bytes that wait for the browser after `writeInBackground`. */
  unread(): number;
}

/** What a handler needs besides its request. */
export interface HostContext {
  readonly env: Environment;
  /** The program's folder, absolute. */
  readonly directory: string;
  /** The text of the settings that the installation recorded, as `readSettings` returns it. */
  readonly settings: () => string;
  /** Aborted when the browser has closed the port. Handlers then stop waiting for locks. */
  readonly ending: AbortSignal;
  /** Sends requests to the extension. Only `serve-live` allows them. */
  readonly extension: Pick<Channel<ToExtension, ToHost>, 'request' | 'allowRequests'>;
  readonly output: BackgroundOutput;
}

export const system = thisSystem();
let lastWrite: Promise<unknown> = Promise.resolve();

/**
 * Runs operations on files one after the other. Between processes the lock of the file does the same, but waiting for a
 * lock is slower.
 */
export function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const next = lastWrite.then(work, work);
  lastWrite = next;
  return next;
}

/**
 * The paths of the AWS files, from the browser's environment or from the settings that the installation recorded.
 * @throws KeyferryError PATH_INVALID
 */
export async function findPaths({ env, settings }: HostContext): Promise<AwsPaths> {
  const isNamed = env.AWS_SHARED_CREDENTIALS_FILE && env.AWS_CONFIG_FILE;
  return awsPaths(env, system.platform, isNamed ? {} : recordedPaths(settings()));
}

/** The text of a file that is only read, '' if there is no such file. @throws KeyferryError FILE_* */
export async function readUserFile(path: string): Promise<string> {
  try {
    return await readText(system, path);
  } catch (error) {
    throw asReadError(error, path);
  }
}

/** Like `readUserFile`, but synchronous, for work that must not be interrupted. @throws KeyferryError FILE_* */
export function readUserFileNow(path: string): string {
  return readAwsFile(path);
}

/** The values that determine where Keyferry's data folder is. */
export const dataFolderOf = ({ env, directory }: HostContext) => ({
  env,
  directory,
  home: homedir(),
  platform: system.platform,
});
