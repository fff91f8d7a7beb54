import type { IndexedAccount, ListingView, RoleIndex } from '#core/protocol/messages.ts';
import type { LiveSession, Session } from '../sessions/session.ts';
import type { Job } from './index-store.ts';
import { type Known, type Run, type RunDeps, startRun } from './listing-run.ts';

/** How old a complete list may be and still pass for fresh when the popup opens. */
const FRESH_MS = 10 * 60_000;

export const idle: ListingView = { phase: 'idle', done: 0, total: 0, error: null };

export interface RoleIndexDeps extends RunDeps {
  /** Whether any listing is under way: it must be taken up again if the worker is stopped. */
  readonly busy: (yes: boolean) => void;
}

const loaded = (accounts: readonly IndexedAccount[]) => accounts.filter(({ roles }) => roles !== null).length;

/** The cached list of each session's accounts and roles, and the listing that fills it. */
export function createRoleIndex(deps: RoleIndexDeps) {
  const { store, now, progress } = deps;
  const runs = new Map<string, Run>();

  function isFresh(index: RoleIndex | null): boolean {
    return index !== null && index.listedAt > 0 && Math.abs(now() - index.listedAt) < FRESH_MS;
  }

  async function readKnown(session: Session): Promise<Known> {
    const [index, job, ways] = await Promise.all([store.read(session), store.readJob(session), deps.ways.of(session)]);
    return { index, job, ways };
  }

  function start(session: LiveSession, known: Known, signal: AbortSignal, wanted: readonly string[] = []): void {
    deps.busy(true);
    const run = startRun(deps, session, known, signal, wanted);
    runs.set(session.id, run);
    void run.over.finally(() => {
      runs.delete(session.id);
      deps.busy(runs.size > 0);
    });
  }

  const isStopped = (session: Session) => runs.get(session.id)?.stopped() ?? false;

  /** The last answers of a listing that was stopped are not waited for by anything but what begins anew. */
  async function endOfStopped(session: Session): Promise<void> {
    if (isStopped(session)) await runs.get(session.id)?.over;
  }

  /** What was known before, shown as far as it went. */
  function showKnown(session: Session, index: RoleIndex | null, job: Job | null): void {
    const accounts = index?.accounts ?? [];
    const done = job ? accounts.length - job.todo.length : loaded(accounts);
    progress(session, { phase: job ? 'stopped' : 'complete', done, total: accounts.length, error: null });
  }

  /** @param force lists again although the cached list is fresh or the listing was stopped. */
  async function ensure(session: LiveSession, signal: AbortSignal, force = false): Promise<void> {
    if (force) await endOfStopped(session);
    if (runs.has(session.id)) return;
    const known = await readKnown(session);
    const { index, job } = known;
    if (runs.has(session.id) || signal.aborted) return;
    if (!force && (job?.stopped || (!job && isFresh(index)))) return showKnown(session, index, job);
    start(session, force ? { ...known, job: null } : known, signal);
  }

  return {
    ensure,

    /** Asks for nothing more but what is preferred, until it is resumed or listed anew. */
    stop: async (session: Session): Promise<void> => runs.get(session.id)?.stop(),

    /** Goes on where the user stopped it. */
    async resume(session: LiveSession, signal: AbortSignal): Promise<void> {
      await endOfStopped(session);
      const job = await store.readJob(session);
      if (job?.stopped) await store.writeJob(session, { ...job, stopped: false });
      return ensure(session, signal);
    },

    /** Puts these accounts' roles before the rest of the listing that is under way. */
    prefer(session: Session, accountIds: readonly string[]): void {
      if (!isStopped(session)) runs.get(session.id)?.prefer(accountIds);
    },

    /** The roles of these accounts before all others; of these alone where the listing was stopped. */
    async load(session: LiveSession, accountIds: readonly string[], signal: AbortSignal): Promise<void> {
      runs.get(session.id)?.prefer(accountIds);
      await endOfStopped(session);
      if (runs.has(session.id)) return;
      const known = await readKnown(session);
      const wanted = accountIds.filter((id) => known.job?.todo.includes(id));
      if (runs.has(session.id) || signal.aborted || wanted.length === 0) return;
      start(session, known, signal, wanted);
    },

    /** The user has seen what came and went. */
    async forgetChanges(session: LiveSession): Promise<void> {
      runs.get(session.id)?.forgetChanges();
      await store.change(session, (index) => ({ ...index, changes: null }));
    },

    /** Whether a stopped worker left a listing unfinished. */
    async unfinished(session: Session): Promise<boolean> {
      const job = await store.readJob(session);
      return job !== null && !job.stopped;
    },

    /** Nothing was left to be taken up. */
    rest(): void {
      if (runs.size === 0) deps.busy(false);
    },
  };
}

export type RoleIndexes = ReturnType<typeof createRoleIndex>;
