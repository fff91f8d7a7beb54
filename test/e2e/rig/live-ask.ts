import { readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { PATIENCE_MS, until, untilDone } from '../../waiting.ts';
import { type Ended, runToEnd } from './commands.ts';
import type { ThrowawayHome } from './throwaway.ts';

/**
 * The longest time that a client may take, in ms. The client has a time limit of 4 s. A busy machine also needs time to
 * start the client's processes.
 */
export const CLIENT_MS = 4000 + PATIENCE_MS;

/** The id of the process that listens on the newest socket. */
export const hostPid = ({ home }: ThrowawayHome): number =>
  Number.parseInt(readlinkSync(join(home, '.keyferry', 'run', 'current.sock')), 10);

/** Requests the keys of a profile once, as AWS clients do. */
export const askOnce = ({ home, env }: ThrowawayHome, profile: string): Promise<Ended> =>
  runToEnd(join(home, '.keyferry', 'bin', 'keyferry'), ['credential-process', '--profile', profile], env);

/** Calls `ask` until the program gets keys, for example after a restart of the browser. @param patience limit in ms */
export const askUntilKeys = (ask: () => Promise<Ended>, patience = PATIENCE_MS): Promise<Ended> =>
  untilDone(async () => {
    const ended = await ask();
    if (ended.code !== 0) throw new Error(ended.stderr);
    return ended;
  }, patience);

/** Calls `ask` until the program gets no keys and prints a sentence that matches the pattern `sentence`. */
export async function askUntilRefused(ask: () => Promise<Ended>, sentence: RegExp): Promise<void> {
  await until(async () => {
    const { code, stderr } = await ask();
    return code === 1 && sentence.test(stderr);
  });
}
