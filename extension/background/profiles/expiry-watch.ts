import type { ProfileView, View } from '#core/protocol/messages.ts';

const MINUTE_MS = 60_000;
/** The badge counts down from here. */
const SOON_MS = 10 * MINUTE_MS;
/** A notification, where wanted, is shown from here on. */
const NOTICE_MS = 5 * MINUTE_MS;
/** A profile that ended longer ago is not being used. */
const LATE_MS = 60 * MINUTE_MS;
const AMBER = '#b45309';
const RED = '#b91c1c';

export interface ExpiryDeps {
  /** The browser's `action`. */
  readonly action: {
    setBadgeText(details: { text: string }): Promise<void>;
    setBadgeBackgroundColor(details: { color: string }): Promise<void>;
  };
  readonly now: () => number;
  /** Has the view refreshed at that moment (epoch ms), also if the worker was stopped; null calls it off. */
  readonly wakeAt: (when: number | null) => void;
  /** Told, at each look, of the profiles that are about to end. */
  readonly ending: (profiles: readonly ProfileView[]) => void;
}

type Ending = ProfileView & { readonly expiration: number };

/** The profiles of the portal in use whose end is known. */
function watched({ sessions, current, profiles }: Pick<View, 'sessions' | 'current' | 'profiles'>): Ending[] {
  const portal = sessions.find(({ key }) => key === current)?.startUrl;
  return profiles.filter((each): each is Ending => each.portal === portal && each.expiration !== null);
}

/** When a profile's part in the badge changes next, or null. */
function nextChange(expiration: number, now: number): number | null {
  const left = expiration - now;
  if (left > SOON_MS) return expiration - SOON_MS;
  if (left > 0) return expiration - (Math.ceil(left / MINUTE_MS) - 1) * MINUTE_MS;
  return left > -LATE_MS ? expiration + LATE_MS : null;
}

/** `5m` in amber before the next profile ends, `!` in red in the hour after one ended, else nothing. */
function badgeOf(ends: readonly number[], now: number): { readonly text: string; readonly color: string } {
  const next = Math.min(...ends.filter((end) => end > now));
  if (next - now <= SOON_MS) return { text: `${Math.ceil((next - now) / MINUTE_MS)}m`, color: AMBER };
  return { text: ends.some((end) => end <= now && end > now - LATE_MS) ? '!' : '', color: RED };
}

/** What the badge says at `now`, and when to look again; both in epoch ms. */
export function expiryBadge(view: Pick<View, 'sessions' | 'current' | 'profiles'>, now: number) {
  const ends = watched(view).map(({ expiration }) => expiration);
  const changes = ends.map((end) => nextChange(end, now)).filter((at) => at !== null);
  return { ...badgeOf(ends, now), next: changes.length === 0 ? null : Math.min(...changes) };
}

/** Draws the badge of every view, and has itself woken for the next change; nothing is polled. */
export function createExpiryWatch({ action, now, wakeAt, ending }: ExpiryDeps) {
  // A worker that starts again does not know what the last one drew.
  let drawn: string | null = null;
  let alarm: number | null | undefined;

  function draw(text: string, color: string): void {
    if (drawn === text) return;
    drawn = text;
    action.setBadgeBackgroundColor({ color }).catch(() => undefined);
    action.setBadgeText({ text }).catch(() => undefined);
  }

  return (view: Pick<View, 'sessions' | 'current' | 'profiles'>): void => {
    const at = now();
    const { text, color, next } = expiryBadge(view, at);
    draw(text, color);
    if (next !== alarm) wakeAt(next);
    alarm = next;
    ending(watched(view).filter(({ expiration }) => expiration > at && expiration - at <= NOTICE_MS));
  };
}
