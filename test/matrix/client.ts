import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import type { Kind } from './homes.ts';
import type { S3Endpoint } from './s3-endpoint.ts';

const run = promisify(execFile);
const LIMIT_MS = 120_000;

/** The reason why an old client cannot use a profile with the setting `sso_session`. */
export const NO_SESSION = 'this version does not know `sso_session`';

/** What a client gets from the test: environment variables and the addresses of the servers. */
export interface Place {
  readonly env: Readonly<Record<string, string>>;
  readonly s3: S3Endpoint;
  /** The address of the emulator's portal and STS. */
  readonly url: string;
}

/** The reason why a client cannot use a kind of profile. */
export interface Cannot {
  readonly reason: string;
  /** The text that the client's error must contain. If the client fails for another reason, the test fails. */
  readonly says: RegExp;
}

/** A program that uses the profile whose name is in AWS_PROFILE, and makes a call over the network. */
export interface Client {
  readonly name: string;
  /** The version line of the client. Null if the client is not on this machine. */
  readonly version: string | null;
  /** The Debian package that contains the client. */
  readonly install: string;
  /** The kinds of profile that the client cannot use. It must be able to use all other kinds. */
  readonly cannot: Partial<Record<Kind, Cannot>>;
  /**
   * Makes a call over the network. @returns the ARN of the role, or SIGNED for an S3 client @throws with the client's
   * message
   */
  call(place: Place): Promise<string>;
}

/** The version line of a program. Null if the program does not run here. */
export function versionOf(program: string, ...args: string[]): string | null {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', timeout: LIMIT_MS });
  // The text after the version is cut off, because it describes this machine.
  return status === 0 ? ((stdout || stderr).trim().split('\n')[0] ?? '').replace(/ (Python|compiled)\b.*/, '') : null;
}

/** The standard output of a program. @throws with the last line of its standard error */
export async function output(
  program: string,
  args: readonly string[],
  env: Place['env'],
  cwd?: string,
): Promise<string> {
  try {
    return (await run(program, args, { env, timeout: LIMIT_MS, ...(cwd && { cwd }) })).stdout.trim();
  } catch (error) {
    const { stderr = '' } = error as { stderr?: string };
    throw new Error(stderr.trim().split('\n').at(-1) || String(error));
  }
}
