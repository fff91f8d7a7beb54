import type { Area } from '../../storage/areas.ts';
import { createCachedValue } from '../../storage/cached-value.ts';

/** The key of a value in `storage.session`. The value is the time when the worker last read the clock, epoch ms. */
const KEY = 'liveClock';
/**
 * If the clock goes back by this time or less, the system has only corrected the clock, ms. This does not count as a
 * jump.
 */
const SLEW_MS = 2_000;
/** If an alarm is late by more than this time, the computer slept or its clock was set forward, ms. */
export const LATE_MS = 60_000;

export interface ClockGuardDeps {
  readonly memory: Area;
  /** Gives the current time, in epoch ms. */
  readonly now: () => number;
  /** Called after the clock has jumped. Deletes everything that depends on the time. */
  readonly jumped: () => Promise<void>;
}

/**
 * Notices when this computer's clock jumps. After a jump back, keys and answers would seem to be valid for longer than
 * they really are.
 */
export interface ClockGuard {
  /** Call this before each use of a stored time. */
  check(): Promise<void>;
  /**
   * Call this at each alarm.
   * @param scheduledAt when the alarm was due, epoch ms.
   * @returns whether the alarm came too late.
   */
  alarm(scheduledAt: number): Promise<boolean>;
}

/** Creates the part that notices jumps of the clock. */
export function createClockGuard({ memory, now, jumped }: ClockGuardDeps): ClockGuard {
  const seen = createCachedValue<number>(memory, KEY);
  let latest: number | null = null;

  async function check(): Promise<void> {
    const last = Math.max(latest ?? 0, (await seen.get()) ?? 0);
    if (now() < last - SLEW_MS) {
      await seen.set(now());
      latest = now();
      await jumped();
    } else latest = Math.max(now(), last);
  }

  return {
    check,
    async alarm(scheduledAt) {
      await check();
      // Each request keeps the time only in memory. Each alarm also stores the time, so that the next worker can read
      // it.
      await seen.set(now());
      const isLate = now() - scheduledAt > LATE_MS;
      if (isLate) await jumped();
      return isLate;
    },
  };
}
