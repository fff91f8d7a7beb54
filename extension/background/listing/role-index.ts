import type { IndexedAccount, ListingView, RoleIndex } from '#core/protocol/messages.ts';
import type { LiveSession, Session } from '../sessions/session.ts';
import type { Job } from './index-store.ts';
import { type Run, type RunDeps, type Stored, startRun } from './listing-run.ts';

/** When the popup opens, a complete list is requested again only if it is older than this, ms. */
const FRESH_MS = 10 * 60_000;

export const idle: ListingView = { phase: 'idle', done: 0, total: 0, error: null };

export interface RoleIndexDeps extends RunDeps {
  /**
   * Called with true when a listing starts, and with false when no listing runs any more. While a listing runs, an
   * alarm starts the worker again if the browser has stopped it.
   */
  readonly busy: (yes: boolean) => void;
}

/** The listings of all sessions, and the lists that they fill. */
export interface Listings {
  /**
   * Starts or resumes the session's listing. Does nothing if the listing is already running, if the list is less than
   * ten minutes old, or if the user stopped the listing.
   * @param force with true, the roles are listed again even if the list is new or the user stopped the listing.
   */
  ensure(session: LiveSession, signal: AbortSignal, force?: boolean): Promise<void>;
  /**
   * Stops a listing at the user's request. Until `resume` is called, only the roles of accounts that are passed to
   * `load` are requested.
   */
  stop(session: Session): Promise<void>;
  /** Resumes a listing that the user stopped. */
  resume(session: LiveSession, signal: AbortSignal): Promise<void>;
  /** Requests the roles of these accounts first, if a listing is running. Has no effect on a stopped listing. */
  prefer(session: Session, accountIds: readonly string[]): void;
  /** Requests the roles of these accounts first. After the user stopped the listing, only these roles are requested. */
  load(session: LiveSession, accountIds: readonly string[], signal: AbortSignal): Promise<void>;
  /** Call this when the user has seen the added and removed roles. */
  forgetChanges(session: LiveSession): Promise<void>;
  /** Whether the browser stopped the worker while this session's listing was running. */
  unfinished(session: Session): Promise<boolean>;
  /** Calls `busy` with false unless a listing is running. Call this when a new worker found no listing to resume. */
  clearBusyIfIdle(): void;
}

const withRoles = (accounts: readonly IndexedAccount[]) => accounts.filter(({ roles }) => roles !== null).length;

/** Creates the listings. Each session has one list of accounts and roles, and one listing that fills it. */
export function createRoleIndex(deps: RoleIndexDeps): Listings {
  const { store, now, progress } = deps;
  const runs = new Map<string, Run>();

  function isFresh(index: RoleIndex | null): boolean {
    return index !== null && index.listedAt > 0 && Math.abs(now() - index.listedAt) < FRESH_MS;
  }

  async function readStored(session: Session): Promise<Stored> {
    const [index, job, ways] = await Promise.all([store.read(session), store.readJob(session), deps.ways.of(session)]);
    return { index, job, ways };
  }

  function start(session: LiveSession, stored: Stored, signal: AbortSignal, preferred: readonly string[] = []): void {
    deps.busy(true);
    const run = startRun(deps, session, stored, signal, preferred);
    runs.set(session.id, run);
    void run.ended.finally(() => {
      runs.delete(session.id);
      deps.busy(runs.size > 0);
    });
  }

  const isStopped = (session: Session) => runs.get(session.id)?.stopped() ?? false;

  /** A stopped listing still waits for its last answers. A new listing starts only after these answers. */
  async function endOfStopped(session: Session): Promise<void> {
    if (isStopped(session)) await runs.get(session.id)?.ended;
  }

  function showStored(session: Session, index: RoleIndex | null, job: Job | null): void {
    const accounts = index?.accounts ?? [];
    const done = job ? accounts.length - job.todo.length : withRoles(accounts);
    progress(session, { phase: job ? 'stopped' : 'complete', done, total: accounts.length, error: null });
  }

  async function ensure(session: LiveSession, signal: AbortSignal, force = false): Promise<void> {
    if (force) await endOfStopped(session);
    if (runs.has(session.id)) return;
    const stored = await readStored(session);
    const { index, job } = stored;
    if (runs.has(session.id) || signal.aborted) return;
    if (!force && (job?.stopped || (!job && isFresh(index)))) return showStored(session, index, job);
    start(session, force ? { ...stored, job: null } : stored, signal);
  }

  return {
    ensure,
    stop: async (session) => runs.get(session.id)?.stop(),
    async resume(session, signal) {
      await endOfStopped(session);
      const job = await store.readJob(session);
      if (job?.stopped) await store.writeJob(session, { ...job, stopped: false });
      return ensure(session, signal);
    },
    prefer(session, accountIds) {
      if (!isStopped(session)) runs.get(session.id)?.prefer(accountIds);
    },
    async load(session, accountIds, signal) {
      runs.get(session.id)?.prefer(accountIds);
      await endOfStopped(session);
      if (runs.has(session.id)) return;
      const stored = await readStored(session);
      const preferred = accountIds.filter((id) => stored.job?.todo.includes(id));
      if (runs.has(session.id) || signal.aborted || preferred.length === 0) return;
      start(session, stored, signal, preferred);
    },
    async forgetChanges(session) {
      runs.get(session.id)?.forgetChanges();
      await store.change(session, (index) => ({ ...index, changes: null }));
    },
    async unfinished(session) {
      const job = await store.readJob(session);
      return job !== null && !job.stopped;
    },
    clearBusyIfIdle() {
      if (runs.size === 0) deps.busy(false);
    },
  };
}
