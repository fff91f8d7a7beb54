import { afterEach, beforeEach, vi } from 'vitest';
import { READING_TURNS, settleIn } from './event-loop.ts';
import { setClock } from './fakes.ts';

/** While a test waits, the simulated clock moves in steps of this many ms. */
const STEP = 20;
/** If a test waits longer than this many simulated ms, the clock stops. All time limits of the worker are shorter. */
const LIMIT = 180_000;

/** Moves the simulated clock forward by `ms` and runs every timer that is due in that time. */
export async function pass(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
  // On a busy machine, it can take long to read a response. These turns give the read time to end before the simulated
  // clock moves again.
  await settleIn(READING_TURNS);
}

/**
 * Runs every test of the file on a simulated clock. The clock moves only while a test waits for the worker's answer,
 * in `until`, or in `pass`.
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
