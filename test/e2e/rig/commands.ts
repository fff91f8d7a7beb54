import { spawn } from 'node:child_process';
import { until } from '../../waiting.ts';

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

/** What a command prints if the browser did not answer in time. A busy browser may need longer than a command waits. */
const NOT_ANSWERED =
  /does not answer|No browser with Keyferry answers|too many requests at once|did not answer within|asks to slow down/;

/**
 * Runs a command as a person does: again, if the browser was too busy to answer.
 * @param run runs the command once
 */
export const answered = (run: () => Promise<Ended>): Promise<Ended> =>
  until<Ended | null>(async () => {
    const ended = await run();
    return NOT_ANSWERED.test(ended.stderr) ? null : ended;
  });
