import { afterEach, beforeEach, vi } from 'vitest';
import { READING_TURNS, settleIn } from './event-loop.ts';
import { setClock } from './fakes.ts';

/** Simulated ms of one step, while something waits. */
const STEP = 20;
/** Simulated ms after which waiting for an answer stops the clock: longer than any time limit of the worker. */
const LIMIT = 180_000;

/** Lets so many simulated ms pass, with everything that happens in them. */
export async function pass(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
  // A busy machine must not let simulated time run ahead of answers that are being read.
  await settleIn(READING_TURNS);
}

/**
 * Runs every test of the file on a simulated clock. It stands still, except while a test waits for an answer of the
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
    // A full second, so that every run is the same for what counts in seconds.
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
