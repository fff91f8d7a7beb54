import { homedir } from 'node:os';
import type { Channel } from '#core/protocol/channel.ts';
import type { ToExtension, ToHost } from '#core/protocol/host-protocol.ts';
import { asReadError } from '../../aws-files/editing/file-errors.ts';
import { readText } from '../../aws-files/editing/snapshot.ts';
import { thisSystem } from '../../aws-files/editing/system.ts';
import { type AwsPaths, awsPaths, type Environment } from '../../aws-files/paths.ts';
import { readAwsFile } from '../../aws-files/read-aws-file.ts';
import { recordedPaths } from '../../aws-files/recorded-paths.ts';

/** With these functions, the code of live profiles controls the pipe to the browser. */
export interface BackgroundOutput {
  /** After this call, a write no longer waits until the browser has read the bytes. */
  writeInBackground(): void;
  /** Number of bytes that the browser has not read yet, after `writeInBackground`. */
  unread(): number;
}

/** What the host gives to a handler in addition to the request. */
export interface HostContext {
  readonly env: Environment;
  /** Absolute path of the program's folder. */
  readonly directory: string;
  /** Returns the text of the settings file, from `readSettings`. */
  readonly settings: () => string;
  /** This signal is aborted when the browser has closed the port. Handlers then no longer wait for locks. */
  readonly ending: AbortSignal;
  /** Sends requests to the extension. They are allowed only after `serve-live`. */
  readonly extension: Pick<Channel<ToExtension, ToHost>, 'request' | 'allowRequests'>;
  readonly output: BackgroundOutput;
}

export const system = thisSystem();
let lastWrite: Promise<unknown> = Promise.resolve();

/**
 * Runs file operations of this process one after the other. The lock of a file would have the same effect, but waiting
 * for a lock is slower.
 */
export function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const next = lastWrite.then(work, work);
  lastWrite = next;
  return next;
}

/**
 * The paths of the AWS files. They come from the browser's environment, or from the settings that `keyferry install`
 * recorded.
 * @throws KeyferryError PATH_INVALID
 */
export async function findPaths({ env, settings }: HostContext): Promise<AwsPaths> {
  const isNamed = env.AWS_SHARED_CREDENTIALS_FILE && env.AWS_CONFIG_FILE;
  return awsPaths(env, system.platform, isNamed ? {} : recordedPaths(settings()));
}

/** The text of a file that Keyferry only reads. Returns '' if there is no file. @throws KeyferryError FILE_* */
export async function readUserFile(path: string): Promise<string> {
  try {
    return await readText(system, path);
  } catch (error) {
    throw asReadError(error, path);
  }
}

/** Like `readUserFile`, but synchronous, so that no other code runs meanwhile. @throws KeyferryError FILE_* */
export function readUserFileNow(path: string): string {
  return readAwsFile(path);
}

/** The values from which Keyferry finds its data folder. */
export const dataFolderOf = ({ env, directory }: HostContext) => ({
  env,
  directory,
  home: homedir(),
  platform: system.platform,
});
