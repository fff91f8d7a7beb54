import { parseNewPortalUrl, parsePortalUrl } from '#core/portals/portals.ts';
import {
  type AmbiguousPortal,
  type CliNews,
  type ConfirmedPortal,
  type FreshView,
  type HostView,
  type ListingView,
  type LiveView,
  type LockedPortal,
  type ProfileView,
  type SessionView,
  VIEW_KEY,
  type View,
  type WritingView,
} from '#core/protocol/messages.ts';
import { idle } from './listing/role-index.ts';
import type { LookedUp, PublishedView } from './messages/published-view.ts';
import type { Sessions } from './sessions/sessions.ts';
import type { TrustedPortals } from './sessions/trusted-portals.ts';
import { type Area, createQueue } from './storage/areas.ts';
import { createCachedValue } from './storage/cached-value.ts';
import type { PortalClock } from './storage/portal-clock.ts';

/**
 * The shortest time between two writes of the view, in ms. If a caller waits for the view, the view is written at once.
 */
const PACE_MS = 100;

/**
 * The largest number of profiles in the view. The view is written often, so it must be small. A user would not look
 * through more profiles.
 */
const MAX_PROFILES = 200;

export interface ViewPublisherDeps {
  readonly memory: Area;
  readonly sessions: Pick<Sessions, 'views' | 'current'>;
  readonly locked: () => Promise<readonly LockedPortal[]>;
  readonly ambiguous: () => Promise<readonly AmbiguousPortal[]>;
  readonly trust: Pick<TrustedPortals, 'startUrls'>;
  readonly host: () => HostView;
  readonly profiles: () => Promise<readonly ProfileView[]>;
  readonly writing: () => WritingView | null;
  /** Reads how many CLI profiles of a session's portal are out of date. @param session the session key. */
  readonly cliNews: (session: string) => Promise<CliNews | null>;
  readonly live: () => Promise<LiveView>;
  readonly fresh: () => Promise<FreshView>;
  readonly clock: Pick<PortalClock, 'aheadMs'>;
  /** Called with every new view. For example, the toolbar icon is then drawn again. */
  readonly composed: (view: View) => void;
  /** Gives the current time, in epoch ms. */
  readonly now: () => number;
  /** Calls `task` after this time in ms, like setTimeout. */
  readonly later: (task: () => void, ms: number) => unknown;
}

/**
 * Writes the view that the popup shows (docs/DECISIONS.md, 22). No other part of the worker writes the view. It is
 * written only after a change.
 */
export interface ViewPublisher extends PublishedView {
  /** Call this when a session's listing has progressed. @param key the session key. */
  listing(key: string, view: ListingView): void;
  /**
   * Call this when a session has ended. Removes the progress of the session's listing from the view.
   * @param key the session key.
   */
  forgetListing(key: string): void;
}

/** Converts the end of a session from the portal's clock to this computer's clock. */
const byLocalClock = (session: SessionView, aheadMs: number): SessionView => ({
  ...session,
  expiresAt: session.expiresAt === null ? null : session.expiresAt + aheadMs,
});

/** The confirmed portals to which none of these sessions belongs. */
function withoutSession(confirmed: readonly string[], sessions: readonly SessionView[]): ConfirmedPortal[] {
  const used = new Set(sessions.map(({ startUrl }) => startUrl));
  return confirmed
    .filter((startUrl) => !used.has(startUrl))
    .map((startUrl) => ({
      startUrl,
      label: (parsePortalUrl(startUrl) ?? parseNewPortalUrl(startUrl))?.label ?? startUrl,
    }));
}

/**
 * What the popup shows about the host. While no port is open, this is what the host answered last. Otherwise a sentence
 * would disappear for a moment, and buttons would move under the pointer.
 * @param before what the popup shows now
 */
function shownHost(now: HostView, before: HostView | undefined): HostView {
  return now.state === 'ready' || now.state === 'failed' ? now : (before ?? now);
}

/** Creates the part that publishes the view. */
export function createViewPublisher(deps: ViewPublisherDeps): ViewPublisher {
  const { memory, sessions } = deps;
  const queue = createQueue();
  const stored = createCachedValue<View>(memory, VIEW_KEY);
  const listings = new Map<string, ListingView>();
  let lookedUp: Partial<LookedUp> = {};
  let next: Promise<View> | null = null;
  let isScheduled = false;
  let writtenAt = Number.NEGATIVE_INFINITY;

  async function compose(): Promise<View> {
    const [views, current, locked, ambiguous, before, profiles, live, fresh, clockAheadMs, confirmed] =
      await Promise.all([
        sessions.views(),
        sessions.current(),
        deps.locked(),
        deps.ambiguous(),
        stored.get(),
        deps.profiles(),
        deps.live(),
        deps.fresh(),
        deps.clock.aheadMs(),
        deps.trust.startUrls(),
      ]);
    const listing = (current && listings.get(current.key)) ?? idle;
    const earlier: LookedUp = { withheld: before?.withheld ?? [], staleTab: before?.staleTab ?? false };
    const cliNews = current ? await deps.cliNews(current.key) : null;
    const unclear = ambiguous.map(({ startUrl, label }) => ({ startUrl, label }));
    const own = {
      sessions: views.map((each) => byLocalClock(each, clockAheadMs)),
      current: current?.key ?? null,
      locked,
      ambiguous: unclear,
      known: withoutSession(confirmed, views),
      listing,
      host: shownHost(deps.host(), before?.host),
    };
    const shown = profiles.slice(0, MAX_PROFILES);
    const clock = clockAheadMs === 0 ? {} : { clockAheadMs };
    const parts = { profiles: shown, writing: deps.writing(), cliNews, live, fresh };
    return { ...earlier, ...lookedUp, ...own, ...clock, ...parts };
  }

  async function publish(): Promise<View> {
    next = null;
    const view = await compose();
    if (JSON.stringify(view) !== JSON.stringify(await stored.get())) {
      await stored.set(view);
      writtenAt = deps.now();
    }
    deps.composed(view);
    return view;
  }

  function refresh(patch: Partial<LookedUp> = {}): Promise<View> {
    lookedUp = { ...lookedUp, ...patch };
    next ??= queue(publish);
    return next;
  }

  /**
   * How long to wait until the view may be written again, in ms. The wait is limited, because the clock may have been
   * set back.
   */
  const pause = () => Math.max(0, Math.min(PACE_MS, writtenAt + PACE_MS - deps.now()));

  function publishSoon(): void {
    deps.later(() => {
      // During the wait, the view may have been written for another caller. Then wait again.
      if (pause() > 0) return publishSoon();
      isScheduled = false;
      refresh().catch(() => undefined);
    }, pause());
  }

  function changed(patch: Partial<LookedUp> = {}): void {
    lookedUp = { ...lookedUp, ...patch };
    if (isScheduled) return;
    isScheduled = true;
    publishSoon();
  }

  return {
    refresh,
    changed,
    listing(key, view) {
      listings.set(key, view);
      changed();
    },
    forgetListing: (key) => void listings.delete(key),
  };
}
