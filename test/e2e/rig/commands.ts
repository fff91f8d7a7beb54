import { spawn } from 'node:child_process';
import { PATIENCE_MS, untilDone } from '../../waiting.ts';

/** What a command printed, and its exit code. */
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
 * Parts of the sentences that Keyferry prints if a request reached a time limit, or came while Keyferry was starting
 * again. On a busy machine, each command can print such a sentence.
 */
const TRY_AGAIN =
  /does not answer\. Start it|No browser with Keyferry answers\. Start|did not answer within|asks to slow down|could not be reached|too many requests at once|browser stopped Keyferry/;

/** Whether a command got no answer in time. A person would then run the command again. */
export const isSlow = ({ stderr }: Pick<Ended, 'stderr'>): boolean => TRY_AGAIN.test(stderr);

/**
 * Runs a command, and runs it again if Keyferry did not answer in time, as a person does.
 * @param run runs the command once
 * @param patience limit in ms
 * @returns the end of the first command that was answered in time; Keyferry may have refused its request
 */
export const answered = (run: () => Promise<Ended>, patience = PATIENCE_MS): Promise<Ended> =>
  untilDone(async () => {
    const ended = await run();
    if (isSlow(ended)) throw new Error(ended.stderr);
    return ended;
  }, patience);
