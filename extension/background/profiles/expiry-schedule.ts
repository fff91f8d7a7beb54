import type { ProfileView } from '#core/protocol/messages.ts';

/** A profile with a known expiration (epoch ms). */
export type ExpiringProfile = ProfileView & { readonly expiration: number };

/** A part of the worker that acts before or when profiles expire. */
export interface ExpirySubscriber {
  /** When `check` must next be called for a profile that expires at `expiration`, or null. All in epoch ms. */
  nextMoment(expiration: number, now: number): number | null;
  /** Called at these moments and after every change, with the profiles of the portal in use. */
  check(profiles: readonly ExpiringProfile[], now: number): void;
}

export interface ExpiryScheduleDeps {
  readonly profiles: () => Promise<readonly ProfileView[]>;
  /** Start URL of the portal in use, null when there is none. */
  readonly portal: () => Promise<string | null>;
  /** Epoch ms. */
  readonly now: () => number;
  /** Sets the only alarm (epoch ms), which also wakes a stopped worker. Null clears the alarm. */
  readonly wakeAt: (when: number | null) => void;
}

/** Calls the subscribers at the moments when profiles need attention. Uses one alarm and no polling. */
export interface ExpirySchedule {
  subscribe(subscriber: ExpirySubscriber): void;
  /** Checks now and sets the next alarm. Call this after the alarm and after a change of profiles or portal in use. */
  update(): Promise<void>;
}

export function createExpirySchedule({ profiles, portal, now, wakeAt }: ExpiryScheduleDeps): ExpirySchedule {
  const subscribers: ExpirySubscriber[] = [];
  let alarm: number | null | undefined;
  let waiting: Promise<void> | null = null;

  async function expiring(): Promise<readonly ExpiringProfile[]> {
    const [all, startUrl] = await Promise.all([profiles(), portal()]);
    return all.filter((each): each is ExpiringProfile => each.portal === startUrl && each.expiration !== null);
  }

  async function check(): Promise<void> {
    waiting = null;
    const watched = await expiring();
    const at = now();
    const moments = subscribers.flatMap((each) => watched.map(({ expiration }) => each.nextMoment(expiration, at)));
    const next = moments.reduce(
      (first, each) => (first === null || (each !== null && each < first) ? each : first),
      null,
    );
    if (next !== alarm) wakeAt(next);
    alarm = next;
    for (const each of subscribers) each.check(watched, at);
  }

  return {
    subscribe: (subscriber) => void subscribers.push(subscriber),
    update() {
      // Several changes that come together cause only one check.
      waiting ??= Promise.resolve().then(check);
      return waiting;
    },
  };
}
