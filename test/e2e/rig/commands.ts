import { spawn } from 'node:child_process';
import { PATIENCE_MS, untilDone } from '../../waiting.ts';

/** What a command printed, and its exit status. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts a program. `stderr` returns everything that the program has printed to stderr so far. */
export function start(program: string, args: readonly string[], env: Readonly<Record<string, string>>) {
  const child = spawn(program, args, { env: { ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const ended = new Promise<Ended>((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })));
  return { ended, stderr: () => stderr, kill: () => child.kill('SIGKILL') };
}

/** Runs a program until it ends. Never rejects. */
export const runToEnd = (program: string, args: readonly string[], env: Readonly<Record<string, string>>) =>
  start(program, args, env).ended;

/**
 * The sentences for a request that reached one of Keyferry's own time limits, or that came while Keyferry was starting
 * again. On a busy machine, every request can get one of them.
 */
const TRY_AGAIN =
  /does not answer\. Start it|No browser with Keyferry answers\. Start|did not answer within|asks to slow down|could not be reached|too many requests at once|browser stopped Keyferry/;

/** Whether a command got no answer in time, so that a person would run it again. */
export const isSlow = ({ stderr }: Pick<Ended, 'stderr'>): boolean => TRY_AGAIN.test(stderr);

/**
 * Runs a command as a person does: again, if Keyferry was too busy to answer.
 * @param run runs the command once
 * @param patience limit in ms
 * @returns the first answer that was in time: a success or a refusal
 */
export const answered = (run: () => Promise<Ended>, patience = PATIENCE_MS): Promise<Ended> =>
  untilDone(async () => {
    const ended = await run();
    if (isSlow(ended)) throw new Error(ended.stderr);
    return ended;
  }, patience);
