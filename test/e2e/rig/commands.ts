import { spawn } from 'node:child_process';
import { type ErrorCode, errorSentences } from '#core/errors.ts';
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
 * The error codes for two cases: a request reached a time limit, or Keyferry was just starting again. On a busy
 * machine, every request can get such an error.
 */
export const SLOW_CODES: readonly string[] = [
  'HOST_TIMEOUT',
  'LIVE_BUSY',
  'LIVE_NO_ANSWER',
  'LIVE_NO_BROWSER',
  'OFFLINE',
  'THROTTLED',
  'TIMEOUT',
  'WORKER_STOPPED',
] satisfies ErrorCode[];

/** The parts of an error's sentence that are always the same. The other parts depend on the params of the error. */
const fixedParts = (code: string): readonly string[] => errorSentences[code as ErrorCode].split(/\{\w+\}/);

/** Whether a command got no answer in time. A person would then run the command again. */
export const isSlow = ({ stderr }: Pick<Ended, 'stderr'>): boolean =>
  SLOW_CODES.some((code) => fixedParts(code).every((part) => stderr.includes(part)));

/**
 * Runs a command, and runs it again if Keyferry did not answer in time, as a person does.
 * @param run runs the command once
 * @param patience limit in ms
 * @returns the output and exit code of the first run that got an answer in time; the answer may also be a refusal
 */
export const answered = (run: () => Promise<Ended>, patience = PATIENCE_MS): Promise<Ended> =>
  untilDone(async () => {
    const ended = await run();
    if (isSlow(ended)) throw new Error(ended.stderr);
    return ended;
  }, patience);
