interface Timer {
  readonly at: number;
  readonly task: () => void;
}

/** All promises that can settle without a timer have settled. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A clock that jumps from timer to timer, so that minutes pass in milliseconds and every run is the same. */
export function createSimulatedClock(start = 1_000_000) {
  let time = start;
  const timers: Timer[] = [];

  function later(task: () => void, ms: number): void {
    const at = time + Math.max(0, ms);
    const behind = timers.findIndex((timer) => timer.at > at);
    timers.splice(behind < 0 ? timers.length : behind, 0, { at, task });
  }

  return {
    /** Ms, with fractions. */
    now: () => time,
    /** Like setTimeout; tasks due at the same moment run in the order of their calls. */
    later,
    /** Resolves after `ms`. */
    sleep: (ms: number) => new Promise<void>((resolve) => later(resolve, ms)),
    /** Runs timer after timer until `until` holds. Throws when no timer is left. */
    async run(until: () => boolean): Promise<void> {
      for (await settled(); !until(); await settled()) {
        const next = timers.shift();
        if (!next) throw new Error('no timer is left: the condition will never hold');
        time = next.at;
        next.task();
      }
    },
  };
}

export type SimulatedClock = ReturnType<typeof createSimulatedClock>;
