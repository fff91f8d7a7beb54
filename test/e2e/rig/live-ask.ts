import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { PATIENCE_MS, until, untilDone } from '../../waiting.ts';
import type { ThrowawayHome } from './throwaway.ts';

/** What a run of a program printed, and how it ended. */
export interface Ended {
  /** The exit code. Null if a signal ended the program. */
  readonly code: number | string | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * The sentences for a request that reached one of Keyferry's own time limits, or that came while Keyferry was starting
 * again. On a slow machine, every request can get one of them.
 */
const TRY_AGAIN =
  /does not answer\. Start it|did not answer within|asks to slow down|could not be reached|too many requests at once|browser stopped Keyferry/;

/** Whether the program has to run again, because its request reached a time limit. */
export const isSlow = ({ stderr }: Pick<Ended, 'stderr'>): boolean => TRY_AGAIN.test(stderr);

/** Runs a program. Never rejects. */
export const runToEnd = (program: string, args: readonly string[], env: Record<string, string>): Promise<Ended> =>
  new Promise((resolve) => {
    execFile(program, args, { env }, (error, stdout, stderr) =>
      resolve({ code: error ? (error.code ?? null) : 0, stdout, stderr }),
    );
  });

/** Asks for the keys of a profile once, as AWS clients do. */
export const askOnce = ({ home, env }: ThrowawayHome, profile: string): Promise<Ended> =>
  runToEnd(join(home, '.keyferry', 'bin', 'keyferry'), ['credential-process', '--profile', profile], env);

/**
 * Asks again while a request reaches one of Keyferry's time limits. @returns the first answer that was in time: keys, or
 * a refusal
 */
export const askInTime = (ask: () => Promise<Ended>, patience = PATIENCE_MS): Promise<Ended> =>
  untilDone(async () => {
    const ended = await ask();
    if (isSlow(ended)) throw new Error(ended.stderr);
    return ended;
  }, patience);

/** Asks again until the program gets keys, for example after a restart of the browser. */
export const askUntilKeys = (ask: () => Promise<Ended>, patience = PATIENCE_MS): Promise<Ended> =>
  untilDone(async () => {
    const ended = await ask();
    if (ended.code !== 0) throw new Error(ended.stderr);
    return ended;
  }, patience);

/** Asks again until the program is refused with a sentence that matches. @returns the sentence */
export const askUntilRefused = (ask: () => Promise<Ended>, sentence: RegExp, patience = PATIENCE_MS): Promise<string> =>
  until(async () => {
    const { code, stderr } = await ask();
    return code === 1 && sentence.test(stderr) ? stderr : null;
  }, patience);
