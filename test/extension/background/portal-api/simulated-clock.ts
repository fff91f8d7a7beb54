import { settleIn } from '../event-loop.ts';

interface Timer {
  readonly at: number;
  readonly task: () => void;
}

/** If no timer is left, the clock waits for promises during this many turns of the event loop, and then gives up. */
const IDLE_TURNS = 1_000;

/**
 * A clock that jumps from timer to timer. So a simulated minute takes only milliseconds, and every run gives the same
 * result.
 * @param start the time at the beginning, in ms.
 * @param turns number of turns of the event loop after which all promises that need no timer have settled.
 */
export function createSimulatedClock(start = 1_000_000, turns = 1) {
  let time = start;
  const timers: Timer[] = [];

  function later(task: () => void, ms: number): void {
    const at = time + Math.max(0, ms);
    const behind = timers.findIndex((timer) => timer.at > at);
    timers.splice(behind < 0 ? timers.length : behind, 0, { at, task });
  }

  return {
    /** The simulated time in ms. It can have a fraction. */
    now: () => time,
    /** Does the same as setTimeout. Tasks for the same moment run in the order in which they were added. */
    later,
    /** Waits `ms` of simulated time. */
    sleep: (ms: number) => new Promise<void>((resolve) => later(resolve, ms)),
    /** Runs one timer after another until `until` returns true. Throws an error if no timer is left. */
    async run(until: () => boolean): Promise<void> {
      let idle = 0;
      for (await settleIn(turns); !until(); await settleIn(turns)) {
        const next = timers.shift();
        idle = next ? 0 : idle + 1;
        if (idle > IDLE_TURNS) throw new Error('no timer is left: the condition will never hold');
        time = next?.at ?? time;
        next?.task();
      }
    },
  };
}

export type SimulatedClock = ReturnType<typeof createSimulatedClock>;
