import {
  type CliNews,
  type HostView,
  type ListingView,
  type LockedPortal,
  type ProfileView,
  VIEW_KEY,
  type View,
  type WritingView,
} from '#core/protocol/messages.ts';
import { idle } from './listing/role-index.ts';
import { PROFILES_KEY } from './profiles/written-profiles.ts';
import type { Sessions } from './sessions/sessions.ts';
import { type Area, createQueue, readValue } from './storage/areas.ts';

export interface ViewDeps {
  readonly memory: Area;
  readonly sessions: Pick<Sessions, 'views' | 'current'>;
  readonly locked: () => Promise<readonly LockedPortal[]>;
  readonly host: () => HostView;
  readonly writing: () => WritingView | null;
  /** Of the session of that key. */
  readonly cliNews: (session: string) => Promise<CliNews | null>;
  /** Told of every view that is written. */
  readonly written: (view: View) => void;
}

/** What only its finder knows; the rest of the view is read where it lives. */
type Found = Pick<View, 'withheld' | 'staleTab'>;

/** More than anyone looks through; the view is written often. */
const MAX_PROFILES = 200;

/** The only writer of the view that the popup draws (docs/DECISIONS.md, 22). */
export function createViewKeeper({ memory, sessions, locked, host, writing, cliNews, written }: ViewDeps) {
  const queue = createQueue();
  const listings = new Map<string, ListingView>();
  let found: Partial<Found> = {};
  let next: Promise<View> | null = null;

  async function compose(): Promise<View> {
    const [views, current, closed, before, profiles] = await Promise.all([
      sessions.views(),
      sessions.current(),
      locked(),
      readValue<View>(memory, VIEW_KEY),
      readValue<readonly ProfileView[]>(memory, PROFILES_KEY),
    ]);
    const listing = (current && listings.get(current.key)) ?? idle;
    const earlier: Found = { withheld: before?.withheld ?? [], staleTab: before?.staleTab ?? false };
    const shown = (profiles ?? []).slice(0, MAX_PROFILES);
    const ours = { sessions: views, current: current?.key ?? null, locked: closed, listing, host: host() };
    const news = current ? await cliNews(current.key) : null;
    return { ...earlier, ...found, ...ours, profiles: shown, writing: writing(), cliNews: news };
  }

  async function publish(): Promise<View> {
    next = null;
    const view = await compose();
    await memory.set({ [VIEW_KEY]: view });
    written(view);
    return view;
  }

  /** Many changes that come together are written once. */
  function refresh(patch: Partial<Found> = {}): Promise<View> {
    found = { ...found, ...patch };
    next ??= queue(publish);
    return next;
  }

  return {
    refresh,
    listing(key: string, view: ListingView): void {
      listings.set(key, view);
      refresh().catch(() => undefined);
    },
    forgetListing: (key: string): void => void listings.delete(key),
  };
}
