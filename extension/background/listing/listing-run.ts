import { KeyferryError, toErrorReply } from '#core/errors.ts';
import type { ListingView, RoleIndex } from '#core/protocol/messages.ts';
import type { PortalMemory, RememberedPortal } from '../sessions/portal-memory.ts';
import type { LiveSession, Session } from '../sessions/session.ts';
import type { IndexStore, Job } from './index-store.ts';
import { createListChanges } from './list-changes.ts';
import { createListing } from './listing.ts';
import { createListingSource, type SourceDeps } from './listing-source.ts';
import { createKeeper } from './throttled-save.ts';

/** The list is written at most this often; a long one is more work, so it waits longer. */
const KEEP_MS = 150;

export interface RunDeps extends SourceDeps {
  readonly store: IndexStore;
  readonly ways: Pick<PortalMemory, 'of' | 'remember'>;
  readonly now: () => number;
  readonly later: (task: () => void, ms: number) => void;
  /** How far the session's listing has come. */
  readonly progress: (session: Session, view: ListingView) => void;
  /** The portal refused the session's token. */
  readonly refused: (session: Session) => Promise<void>;
}

const codeOf = (error: unknown) => (error instanceof KeyferryError ? error.code : null);

/** What is known before a listing begins. */
export interface Known {
  readonly index: RoleIndex | null;
  readonly job: Job | null;
  readonly ways: RememberedPortal;
}

/**
 * One listing under way: shown and kept as it goes.
 * @param signal ends with the session. @param wanted accounts whose roles come before the rest.
 */
export function startRun(
  deps: RunDeps,
  session: LiveSession,
  { index: before, job, ways }: Known,
  signal: AbortSignal,
  wanted: readonly string[],
) {
  const { store, now } = deps;
  const changes = createListChanges(before, now);
  const source = (waiting: () => AbortSignal) => createListingSource(deps, session, waiting);
  const listing = createListing({ source, first: ways.listing ?? 'assignment', changes, changed }, before, job);
  const keeper = createKeeper(keep, () => Math.max(KEEP_MS, listing.accounts().length), deps.later);

  function changed(): void {
    show();
    keeper.changed();
  }

  function show(ended: ListingView['phase'] | null = null, error: unknown = null): void {
    const reply = error === null ? null : toErrorReply(error, 'listing');
    const phase = ended ?? (listing.stopped() ? 'stopped' : 'listing');
    deps.progress(session, { phase, done: listing.done(), total: listing.accounts().length, error: reply });
  }

  const write = (listedAt: number) =>
    store.write(session, { session: session.key, listedAt, accounts: listing.accounts(), changes: changes.all() });

  /** Keeps the list and what is left of the work, unless the session has gone meanwhile. */
  async function keep(): Promise<void> {
    if (signal.aborted) return;
    await write(before?.listedAt ?? 0);
    if (!signal.aborted) await store.writeJob(session, listing.job());
  }

  async function finish(): Promise<void> {
    signal.throwIfAborted();
    if (!listing.whole()) {
      await keep();
      return show();
    }
    await write(now());
    await store.removeJob(session);
    await deps.ways.remember(session, { listing: listing.mode() });
    show('complete');
  }

  async function failed(error: unknown): Promise<void> {
    const code = codeOf(error);
    if (code === 'SESSION_EXPIRED') await deps.refused(session);
    if (code !== 'SESSION_EXPIRED' && code !== 'SESSION_CHANGED') show('failed', error);
  }

  async function list(): Promise<void> {
    show();
    try {
      await listing.run();
      await keeper.settled();
      await finish();
    } catch (error) {
      // A session that has gone may not have known it when this began: its list is gone too.
      if (codeOf(error) !== 'SESSION_CHANGED') keeper.changed();
      await failed(error);
    }
  }

  listing.prefer(wanted);
  return {
    stopped: listing.stopped,
    prefer: listing.prefer,
    forgetChanges: changes.forget,
    /** Asks for nothing more but what is preferred; resolves when that will be remembered. */
    stop(): Promise<void> {
      listing.stop();
      show();
      return keep();
    },
    /** Resolves when it is over, however it ended. */
    over: list(),
  };
}

export type Run = ReturnType<typeof startRun>;
