import { KeyferryError, toErrorReply } from '#core/errors.ts';
import type { IndexedAccount, ListingView, RoleIndex } from '#core/messages.ts';
import type { IndexStore, Job } from './index-store.ts';
import { createKeeper, type Keeper } from './keeper.ts';
import { createListChanges, type ListChangesKept } from './list-changes.ts';
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

/** A listing and what it is kept with. */
interface Work {
  readonly session: LiveSession;
  readonly listing: Listing;
  readonly listedAt: number;
  readonly changes: ListChangesKept;
  readonly signal: AbortSignal;
}

interface Run {
  readonly work: Work;
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

  async function readKnown(session: Session): Promise<Known> {
    const [index, job, ways] = await Promise.all([store.read(session), store.readJob(session), deps.ways.of(session)]);
    return { index, job, ways };
  }

  function show(session: Session, listing: Listing, ended: ListingView['phase'] | null, error: unknown = null): void {
    const reply = error === null ? null : toErrorReply(error, 'listing');
    const phase = ended ?? (listing.stopped() ? 'stopped' : 'listing');
    progress(session, { phase, done: listing.done(), total: listing.accounts().length, error: reply });
  }

  /** Keeps the list and what is left of the work, unless the session has gone meanwhile. */
  async function keep({ session, listing, listedAt, changes, signal }: Work): Promise<void> {
    if (signal.aborted) return;
    const index = { session: session.key, listedAt, accounts: listing.accounts(), changes: changes.all() };
    await store.write(session, index);
    const job = listing.job();
    if (job !== null && !signal.aborted) await store.writeJob(session, job);
  }

  async function finish(work: Work): Promise<void> {
    const { session, listing, signal } = work;
    signal.throwIfAborted();
    if (!listing.whole()) {
      await keep(work);
      return show(session, listing, null);
    }
    await keep({ ...work, listedAt: now() });
    await store.removeJob(session);
    await deps.ways.remember(session, { listing: listing.mode() });
    show(session, listing, 'complete');
  }

  async function failed({ session, listing }: Work, error: unknown): Promise<void> {
    const code = error instanceof KeyferryError ? error.code : null;
    if (code === 'SESSION_EXPIRED') await deps.refused(session);
    if (code !== 'SESSION_EXPIRED' && code !== 'SESSION_CHANGED') show(session, listing, 'failed', error);
  }

  async function list(work: Work, keeper: Keeper): Promise<void> {
    show(work.session, work.listing, null);
    try {
      await work.listing.run();
      await keeper.settled();
      await finish(work);
    } catch (error) {
      keeper.changed();
      await failed(work, error);
    }
  }

  function start(
    session: LiveSession,
    { index: before, job, ways }: Known,
    signal: AbortSignal,
    wanted: string[],
  ): void {
    const interval = () => Math.max(KEEP_MS, listing.accounts().length);
    const keeper = createKeeper(() => keep(work), interval, deps.later);
    const changed = () => {
      show(session, listing, null);
      keeper.changed();
    };
    const changes = createListChanges(before, now);
    const source = (waiting: () => AbortSignal) => createListingSource(deps, session, waiting);
    const listing = createListing({ source, first: ways.listing ?? 'assignment', changes, changed }, before, job);
    const work: Work = { session, listing, listedAt: before?.listedAt ?? 0, changes, signal };
    deps.busy(true);
    listing.prefer(wanted);
    const over = list(work, keeper).finally(() => {
      if (runs.get(session.id) === run) runs.delete(session.id);
      deps.busy(runs.size > 0);
    });
    const run = { work, over };
    runs.set(session.id, run);
  }

  /** What was known before, shown as far as it went. */
  function showKnown(session: Session, index: RoleIndex | null, job: Job | null): void {
    const accounts = index?.accounts ?? [];
    const done = job ? accounts.length - job.todo.length : loaded(accounts);
    progress(session, { phase: job ? 'stopped' : 'complete', done, total: accounts.length, error: null });
  }

  /** @param force lists again although the cached list is fresh or the listing was stopped. */
  async function ensure(session: LiveSession, signal: AbortSignal, force = false): Promise<void> {
    if (force && isStopped(session)) await runs.get(session.id)?.over;
    if (runs.has(session.id)) return;
    const known = await readKnown(session);
    const { index, job } = known;
    if (runs.has(session.id) || signal.aborted) return;
    if (!force && (job?.stopped || (!job && isFresh(index)))) return showKnown(session, index, job);
    start(session, { ...known, job: force ? null : job }, signal, []);
  }

  const isStopped = (session: Session) => runs.get(session.id)?.work.listing.stopped() ?? false;

  /** Goes on where the user stopped it. */
  async function resume(session: LiveSession, signal: AbortSignal): Promise<void> {
    if (isStopped(session)) await runs.get(session.id)?.over;
    const job = await store.readJob(session);
    if (job?.stopped) await store.writeJob(session, { ...job, stopped: false });
    return ensure(session, signal);
  }

  /** Puts these accounts' roles before the rest of the listing that is under way. */
  function prefer(session: Session, accountIds: readonly string[]): void {
    if (!isStopped(session)) runs.get(session.id)?.work.listing.prefer(accountIds);
  }

  /** The roles of these accounts before all others; of these alone where the listing was stopped. */
  async function load(session: LiveSession, accountIds: readonly string[], signal: AbortSignal): Promise<void> {
    runs.get(session.id)?.work.listing.prefer(accountIds);
    if (isStopped(session)) await runs.get(session.id)?.over;
    if (runs.has(session.id)) return;
    const known = await readKnown(session);
    const wanted = accountIds.filter((id) => known.job?.todo.includes(id));
    if (runs.has(session.id) || signal.aborted || wanted.length === 0) return;
    start(session, known, signal, wanted);
  }

  return {
    ensure,
    resume,
    prefer,
    load,

    /** Asks for nothing more but what is preferred, until it is resumed or listed anew. */
    async stop(session: LiveSession): Promise<void> {
      const work = runs.get(session.id)?.work;
      if (!work) return;
      work.listing.stop();
      show(session, work.listing, null);
      await keep(work);
    },

    /** The user has seen what came and went. */
    async forgetChanges(session: LiveSession): Promise<void> {
      runs.get(session.id)?.work.changes.forget();
      const index = await store.read(session);
      if (index) await store.write(session, { ...index, changes: null });
    },

    /** Whether a stopped worker left a listing unfinished. */
    async unfinished(session: Session): Promise<boolean> {
      const job = await store.readJob(session);
      return job !== null && !job.stopped;
    },
  };
}
