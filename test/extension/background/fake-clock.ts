import { afterEach, beforeEach, vi } from 'vitest';
import { READING_TURNS, settleIn } from './event-loop.ts';
import { setClock } from './fakes.ts';

/** Simulated ms that each step adds while a test waits. */
const STEP = 20;
/** Simulated ms after which the clock stops although a test still waits: longer than any time limit of the worker. */
const LIMIT = 180_000;

/** Moves the simulated clock forward by `ms` and runs every timer that is due in that time. */
export async function pass(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
  // On a busy machine, simulated time must not pass while a response is still being read.
  await settleIn(READING_TURNS);
}

/**
 * Runs every test of the file on a simulated clock. The clock moves only while a test waits for an answer from the
 * worker, for `until`, or for `pass`.
 */
export function useFakeClock(): void {
  let test = 0;

  async function drive<T>(work: Promise<T>): Promise<T> {
    const ofTest = test;
    let settled = false;
    const settle = () => {
      settled = true;
    };
    work.then(settle, settle);
    await pass(0);
    for (let spent = 0; !settled && test === ofTest && spent < LIMIT; spent += STEP) await pass(STEP);
    return work;
  }

  beforeEach(() => {
    test += 1;
    // The clock starts at a full second, so that code that counts in seconds behaves the same in every run.
    const now = Math.floor(Date.now() / 1000) * 1000;
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now });
    setClock({
      now: () => Date.now(),
      later(task, ms) {
        const timer = setTimeout(task, ms);
        return () => clearTimeout(timer);
      },
      drive,
      pause: () => pass(STEP),
    });
  });

  afterEach(() => {
    test += 1;
    setClock(null);
    vi.useRealTimers();
  });
}
