import { afterEach, beforeEach, vi } from 'vitest';
import { READING_TURNS, settleIn } from './event-loop.ts';
import { setClock } from './fakes.ts';

/** The simulated ms that pass in each step while a test waits. */
const STEP = 20;
/** The clock stops after this many simulated ms, even if a test still waits. No time limit of the worker is so long. */
const LIMIT = 180_000;

/** Moves the simulated clock forward by `ms` and runs every timer that is due in that time. */
export async function pass(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
  // On a busy machine, the reading of a response can take long. Here it can end before more simulated time passes.
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
