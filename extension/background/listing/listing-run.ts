import { KeyferryError, toErrorReply } from '#core/errors.ts';
import type { ListingView, RoleIndex } from '#core/protocol/messages.ts';
import type { PortalMemory, RememberedPortal } from '../sessions/portal-memory.ts';
import type { LiveSession, Session } from '../sessions/session.ts';
import type { IndexStore, Job } from './index-store.ts';
import { createListChanges } from './list-changes.ts';
import { createListing } from './listing.ts';
import { createListingSource, type SourceDeps } from './listing-source.ts';
import { createThrottledSave } from './throttled-save.ts';

/**
 * The shortest time between two writes of the list, ms. A long list is written less often, because each write takes
 * longer.
 */
const SAVE_INTERVAL_MS = 150;

export interface RunDeps extends SourceDeps {
  readonly store: IndexStore;
  readonly ways: Pick<PortalMemory, 'of' | 'remember'>;
  readonly now: () => number;
  readonly later: (task: () => void, ms: number) => void;
  /** Called at each change, with the new state of the session's listing. */
  readonly progress: (session: Session, view: ListingView) => void;
  /** Called when the portal refused the session's token. */
  readonly refused: (session: Session) => Promise<void>;
}

const codeOf = (error: unknown) => (error instanceof KeyferryError ? error.code : null);

/** What is stored about a session before its listing begins. */
export interface Stored {
  readonly index: RoleIndex | null;
  readonly job: Job | null;
  readonly ways: RememberedPortal;
}

/** A listing that is running. */
export interface Run {
  /** Whether the user has stopped the listing. */
  stopped(): boolean;
  /** Requests the roles of these accounts first. */
  prefer(accountIds: readonly string[]): void;
  /** Call this when the user has seen the added and removed roles. */
  forgetChanges(): void;
  /**
   * Stops the listing. After this call, the listing requests roles only for accounts that are passed to `prefer` later.
   * Resolves when the stop has been stored.
   */
  stop(): Promise<void>;
  /** Resolves when the listing has ended, even if it failed. */
  readonly ended: Promise<void>;
}

/**
 * Starts a listing. Reports and stores its progress.
 * @param signal aborts when the session ends.
 * @param preferred accounts whose roles are requested first.
 */
export function startRun(
  deps: RunDeps,
  session: LiveSession,
  { index: before, job, ways }: Stored,
  signal: AbortSignal,
  preferred: readonly string[],
): Run {
  const { store, now } = deps;
  const changes = createListChanges(before, now);
  const source = (waiting: () => AbortSignal) => createListingSource(deps, session, waiting);
  const listing = createListing({ source, first: ways.listing ?? 'assignment', changes, changed }, before, job);
  const saving = createThrottledSave(save, () => Math.max(SAVE_INTERVAL_MS, listing.accounts().length), deps.later);

  function changed(): void {
    show();
    saving.changed();
  }

  function show(ended: ListingView['phase'] | null = null, error: unknown = null): void {
    const reply = error === null ? null : toErrorReply(error, 'listing');
    const phase = ended ?? (listing.stopped() ? 'stopped' : 'listing');
    deps.progress(session, { phase, done: listing.done(), total: listing.accounts().length, error: reply });
  }

  const write = (listedAt: number) =>
    store.write(session, { session: session.key, listedAt, accounts: listing.accounts(), changes: changes.all() });

  /** Stores the list and the work that is left to do. Does nothing if the session has ended. */
  async function save(): Promise<void> {
    if (signal.aborted) return;
    await write(before?.listedAt ?? 0);
    if (!signal.aborted) await store.writeJob(session, listing.job());
  }

  async function finish(): Promise<void> {
    signal.throwIfAborted();
    if (!listing.complete()) {
      await save();
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
      await saving.close();
      await finish();
    } catch (error) {
      // After SESSION_CHANGED the list is erased, but `signal` may not be aborted yet. If the list were saved now, the
      // erased list would come back.
      if (codeOf(error) !== 'SESSION_CHANGED') saving.changed();
      await failed(error);
    }
  }

  listing.prefer(preferred);
  return {
    stopped: listing.stopped,
    prefer: listing.prefer,
    forgetChanges: changes.forget,
    stop() {
      listing.stop();
      show();
      return save();
    },
    ended: list(),
  };
}
