import { type ChildProcess, fork } from 'node:child_process';
import { setPriority } from 'node:os';
import type { Job, JobResult } from './vitest-child.ts';

/** The time in ms that the child process has to start vitest. */
const START_LIMIT_MS = 120_000;

/** The result of one run of tests. `loops` means that the run did not end in time. */
export type RunResult = JobResult | { readonly failed: null; readonly loops: true };

/**
 * Waits for the next message from the child process.
 * @returns null after `ms` milliseconds, or if the child process ends
 */
function nextMessage<T>(child: ChildProcess, ms: number): Promise<T | null> {
  return new Promise((resolve) => {
    const end = (value: T | null) => {
      clearTimeout(timer);
      child.off('message', onMessage);
      child.off('exit', onExit);
      resolve(value);
    };
    const onMessage = (message: unknown) => end(message as T);
    const onExit = () => end(null);
    const timer = setTimeout(onExit, ms);
    child.on('message', onMessage);
    child.on('exit', onExit);
  });
}

/**
 * A child process that runs vitest and does one job at a time. If a job does not end, a new child process replaces it.
 */
export interface TestProcess {
  /**
   * Runs one job.
   * @param limitMs the time in ms after which the result is `loops`
   * @throws if vitest does not start
   */
  run(job: Job, limitMs: number): Promise<RunResult>;
  stop(): void;
}

export function createTestProcess(): TestProcess {
  let child: ChildProcess | null = null;

  function stop(): void {
    // The child process leads a process group, so the signal also ends the worker processes of vitest.
    if (child?.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
    child = null;
  }

  async function started(): Promise<ChildProcess> {
    if (child && child.exitCode === null && child.connected) return child;
    const next = fork('test/mutation/start-child.mjs', [], {
      detached: true,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      env: { ...process.env, VITEST: 'true', NODE_ENV: 'test' },
    });
    child = next;
    if (next.pid !== undefined) setPriority(next.pid, 10);
    if ((await nextMessage<string>(next, START_LIMIT_MS)) === null) throw new Error('vitest did not start');
    return next;
  }

  return {
    run: async (job, limitMs) => {
      const running = await started();
      running.send(job);
      const result = await nextMessage<JobResult>(running, limitMs);
      if (result === null) stop();
      return result ?? { failed: null, loops: true };
    },
    stop,
  };
}
