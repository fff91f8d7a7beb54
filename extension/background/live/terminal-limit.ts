import { KeyferryError } from '#core/errors.ts';
import type { Area } from '../storage/areas.ts';
import { createCachedValue } from '../storage/cached-value.ts';

/**
 * The key of a value in `storage.session`. The counts are stored there, so that they are kept when the browser restarts
 * the worker.
 */
const KEY = 'terminal-limit';
/** At most this many operations may start within `PERIOD_MS`. */
const MOST = 3;
const PERIOD_MS = 60_000;

interface Stored {
  /** The times when operations started, epoch ms. Only starts within the last `PERIOD_MS` are stored. */
  readonly started: readonly number[];
  /** Whether all operations are refused until the person opens the popup. */
  readonly isSilent: boolean;
}

export interface TerminalLimitDeps {
  /** The browser's API `storage.session`. */
  readonly memory: Area;
  /** Gives the current time, in epoch ms. */
  readonly now: () => number;
}

/**
 * Limits how often programs can make the browser open a page or ask a person. The limit applies to the operations
 * `login`, `console` and `set-up` together. Only one of them runs at a time, and at most three start within a minute.
 * A fourth start is refused. Then the browser refuses all three operations until the person opens the popup.
 */
export interface TerminalLimit {
  /**
   * Runs the work and counts its start. Call this only when the work really opens a page or asks a person.
   * @throws KeyferryError TERMINAL_BUSY while other work runs, TERMINAL_SILENCED after too many starts, and the errors
   * of the work.
   */
  run<T>(work: () => Promise<T>): Promise<T>;
  /**
   * Throws the error that `run` would throw now, but does not count a start.
   * @throws KeyferryError TERMINAL_BUSY, TERMINAL_SILENCED
   */
  check(): Promise<void>;
  /** Allows operations again, and forgets all counted starts. Call this when the person opens the popup. */
  popupOpened(): Promise<void>;
}

export function createTerminalLimit({ memory, now }: TerminalLimitDeps): TerminalLimit {
  const stored = createCachedValue<Stored>(memory, KEY);
  // `isRunning` is not stored: when the browser stops the worker, the work ends too.
  let isRunning = false;

  /**
   * The starts within `PERIOD_MS`. A start with a time in the future counts too, because the clock may have been set
   * back.
   */
  async function recent(): Promise<Stored> {
    const { started, isSilent } = (await stored.get()) ?? { started: [], isSilent: false };
    return { started: started.filter((at) => at > now() - PERIOD_MS), isSilent };
  }

  function refuseBusy(): void {
    if (isRunning) throw new KeyferryError('TERMINAL_BUSY');
  }

  async function refuseSilent(): Promise<Stored> {
    const state = await recent();
    if (state.isSilent) throw new KeyferryError('TERMINAL_SILENCED');
    return state;
  }

  async function count(): Promise<void> {
    const { started } = await refuseSilent();
    if (started.length < MOST) return stored.set({ started: [...started, now()], isSilent: false });
    await stored.set({ started, isSilent: true });
    throw new KeyferryError('TERMINAL_SILENCED');
  }

  return {
    async run(work) {
      refuseBusy();
      // `isRunning` is set before the first await, so that only one of two calls at the same moment starts its work.
      isRunning = true;
      try {
        await count();
        return await work();
      } finally {
        isRunning = false;
      }
    },
    async check() {
      refuseBusy();
      await refuseSilent();
    },
    popupOpened: () => stored.remove(),
  };
}
