import type { ProfileView } from '#core/protocol/messages.ts';

/** A profile with a known expiration (epoch ms). */
export type ExpiringProfile = ProfileView & { readonly expiration: number };

/** The profiles that a subscriber selected, and when it must select again. */
export interface Watch {
  readonly profiles: readonly ExpiringProfile[];
  /** When the subscriber must select again, in epoch ms, or null. */
  readonly next: number | null;
}

/** A part of the worker that does something when profiles expire, or some time before. */
export interface ExpirySubscriber {
  /**
   * Selects the profiles that the subscriber wants. The schedule calls this at the moments in `next` and after every
   * change.
   * @param profiles the written profiles of every portal.
   * @param now epoch ms.
   */
  watch(profiles: readonly ExpiringProfile[], now: number): Promise<Watch>;
  /** Called after each `watch`, with the profiles that `watch` returned. */
  check(profiles: readonly ExpiringProfile[], now: number): void;
}

export interface ExpiryScheduleDeps {
  readonly profiles: () => Promise<readonly ProfileView[]>;
  /** Gives the current time, in epoch ms. */
  readonly now: () => number;
  /** Sets the alarm (epoch ms) or clears it (null). There is only one alarm. The alarm also starts a stopped worker. */
  readonly wakeAt: (when: number | null) => void;
}

/** Calls the subscribers when profiles expire, or some time before. Uses one alarm and no polling. */
export interface ExpirySchedule {
  /** Adds a subscriber. */
  subscribe(subscriber: ExpirySubscriber): void;
  /**
   * Calls the subscribers and sets the next alarm. Call this after the alarm and after a change of profiles, sessions
   * or settings.
   */
  update(): Promise<void>;
}

/** The earliest of these moments (epoch ms), or null. */
export function earliest(moments: readonly (number | null)[]): number | null {
  const known = moments.filter((each) => each !== null);
  return known.length === 0 ? null : Math.min(...known);
}

/** Creates the schedule of this worker. */
export function createExpirySchedule({ profiles, now, wakeAt }: ExpiryScheduleDeps): ExpirySchedule {
  const subscribers: ExpirySubscriber[] = [];
  let alarm: number | null | undefined;
  let waiting: Promise<void> | null = null;
  let running: Promise<void> = Promise.resolve();

  async function check(): Promise<void> {
    const all = (await profiles()).filter((each): each is ExpiringProfile => each.expiration !== null);
    const at = now();
    const watches = await Promise.all(subscribers.map((each) => each.watch(all, at)));
    const next = earliest(watches.map((watch) => watch.next));
    if (next !== alarm) wakeAt(next);
    alarm = next;
    for (const [index, each] of subscribers.entries()) each.check(watches[index]?.profiles ?? [], at);
  }

  /** Only one check runs at a time. Otherwise an older check could set its alarm last. */
  function start(): Promise<void> {
    const before = running;
    const turn = before
      .catch(() => undefined)
      .then(() => {
        waiting = null;
        return check();
      });
    running = turn;
    return turn;
  }

  return {
    subscribe: (subscriber) => void subscribers.push(subscriber),
    update() {
      // Several changes that come together cause only one check.
      waiting ??= start();
      return waiting;
    },
  };
}
