import { KeyferryError, toErrorReply } from '#core/errors.ts';
import type { IndexedAccount, ListingView, RoleIndex } from '#core/messages.ts';
import type { IndexStore, Job } from './index-store.ts';
import { createKeeper, type Keeper } from './keeper.ts';
import { createListing, type Listing } from './listing.ts';
import { createListingSource, type SourceDeps } from './listing-source.ts';
import type { LiveSession, Session } from './session.ts';
import type { Ways, WaysKept } from './ways.ts';

/** How old a complete list may be and still pass for fresh when the popup opens. */
const FRESH_MS = 10 * 60_000;
/** The list is written at most this often; a long one is more work, so it waits longer. */
const KEEP_MS = 150;

export const idle: ListingView = { phase: 'idle', done: 0, total: 0, error: null };

export interface RoleIndexDeps extends SourceDeps {
  readonly store: IndexStore;
  readonly ways: WaysKept;
  readonly now: () => number;
  readonly later: (task: () => void, ms: number) => void;
  /** How far the session's listing has come. */
  readonly progress: (session: Session, view: ListingView) => void;
  /** The portal refused the session's token. */
  readonly refused: (session: Session) => Promise<void>;
  /** Whether any listing is under way: it must be taken up again if the worker is stopped. */
  readonly busy: (yes: boolean) => void;
}

/** What is known before a listing begins. */
interface Known {
  readonly index: RoleIndex | null;
  readonly job: Job | null;
  readonly ways: Ways;
}

interface Run {
  readonly listing: Listing;
  /** Resolves when it is over, however it ended. */
  readonly over: Promise<void>;
}

const loaded = (accounts: readonly IndexedAccount[]) => accounts.filter(({ roles }) => roles !== null).length;

/** The cached list of each session's accounts and roles, and the listing that fills it. */
export function createRoleIndex(deps: RoleIndexDeps) {
  const { store, now, progress } = deps;
  const runs = new Map<string, Run>();

  function isFresh(index: RoleIndex | null): index is RoleIndex {
    return index !== null && index.listedAt > 0 && Math.abs(now() - index.listedAt) < FRESH_MS;
  }

  function show(session: Session, listing: Listing, phase: ListingView['phase'], error: unknown = null): void {
    const reply = error === null ? null : toErrorReply(error, 'listing');
    progress(session, { phase, done: listing.done(), total: listing.accounts().length, error: reply });
  }

  /** Keeps the list and what is left of the work, unless the session has gone meanwhile. */
  async function keep(session: LiveSession, listing: Listing, listedAt: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    await store.write(session, { session: session.key, listedAt, accounts: listing.accounts() });
    const job = listing.job();
    if (job !== null && !signal.aborted) await store.writeJob(session, job);
  }

  async function finish(session: LiveSession, listing: Listing, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    await store.write(session, { session: session.key, listedAt: now(), accounts: listing.accounts() });
    await store.removeJob(session);
    await deps.ways.remember(session, { listing: listing.mode() });
    show(session, listing, 'complete');
  }

  async function failed(session: LiveSession, listing: Listing, error: unknown): Promise<void> {
    const code = error instanceof KeyferryError ? error.code : null;
    if (code === 'SESSION_EXPIRED') await deps.refused(session);
    if (code !== 'SESSION_EXPIRED' && code !== 'SESSION_CHANGED') show(session, listing, 'failed', error);
  }

  async function list(session: LiveSession, listing: Listing, keeper: Keeper, signal: AbortSignal): Promise<void> {
    show(session, listing, 'listing');
    try {
      await listing.run();
      await keeper.settled();
      await finish(session, listing, signal);
    } catch (error) {
      keeper.changed();
      await failed(session, listing, error);
    }
  }

  function start(session: LiveSession, { index: before, job, ways }: Known, signal: AbortSignal): Run {
    const interval = () => Math.max(KEEP_MS, listing.accounts().length);
    const keeper = createKeeper(() => keep(session, listing, before?.listedAt ?? 0, signal), interval, deps.later);
    const changed = () => {
      show(session, listing, 'listing');
      keeper.changed();
    };
    const source = createListingSource(deps, session);
    const listing = createListing({ source, changed, first: ways.listing ?? 'assignment' }, before, job);
    deps.busy(true);
    const over = list(session, listing, keeper, signal).finally(() => {
      runs.delete(session.id);
      deps.busy(runs.size > 0);
    });
    return { listing, over };
  }

  /** @param force lists again although the cached list is fresh. */
  async function ensure(session: LiveSession, signal: AbortSignal, force = false): Promise<void> {
    if (runs.has(session.id)) return;
    const [index, job, ways] = await Promise.all([store.read(session), store.readJob(session), deps.ways.of(session)]);
    if (runs.has(session.id) || signal.aborted) return;
    if (!force && !job && isFresh(index)) {
      const total = index.accounts.length;
      return progress(session, { phase: 'complete', done: loaded(index.accounts), total, error: null });
    }
    runs.set(session.id, start(session, { index, job: force ? null : job, ways }, signal));
  }

  return {
    ensure,

    /** Puts these accounts' roles before the rest of the listing that is under way. */
    prefer: (session: Session, accountIds: readonly string[]): void => runs.get(session.id)?.listing.prefer(accountIds),

    /** Whether a stopped worker left a listing unfinished. */
    unfinished: async (session: Session): Promise<boolean> => (await store.readJob(session)) !== null,

    /** Resolves when no listing of this session is under way. */
    over: async (session: Session): Promise<void> => runs.get(session.id)?.over,
  };
}
