import { KeyferryError } from '#core/errors.ts';
import type { IndexedAccount, RoleIndex } from '#core/protocol/messages.ts';
import { misunderstood } from '../portal-api/responses.ts';
import { createAccountList } from './account-list.ts';
import { createAccountQueue } from './account-queue.ts';
import type { Job, Mode } from './index-store.ts';
import type { ListChangesKept } from './list-changes.ts';
import { isRefusal, type ListingSource } from './listing-source.ts';
import { Cancelled, createRequestPool } from './request-pool.ts';

export interface ListingDeps {
  /** Creates the source of the lists. @param waiting returns the signal that cancels requests that still wait. */
  readonly source: (waiting: () => AbortSignal) => ListingSource;
  /** The mode (`assignment` or `instance`) to try first. It is the mode that last worked for this portal. */
  readonly first: Mode;
  /** Records which roles were added and removed. */
  readonly changes: ListChangesKept;
  /** Called at each change of the list. */
  readonly changed: () => void;
}

/** One listing of a session's accounts and roles. */
export interface Listing {
  /**
   * Lists all accounts and roles. Resolves when the list is complete or the user stopped the listing. Rejects with the
   * first failure.
   */
  run(): Promise<void>;
  /** Requests the roles of these accounts first. The accounts of the latest call come before those of earlier calls. */
  prefer(accountIds: readonly string[]): void;
  /** Stops the listing. After that, it requests only the roles of accounts that are passed to `prefer` later. */
  stop(): void;
  /** Whether the user has stopped the listing. */
  stopped(): boolean;
  /** True if nothing is left to request. */
  complete(): boolean;
  /** The accounts found so far, with the roles that are known. */
  accounts(): readonly IndexedAccount[];
  /** The mode (`assignment` or `instance`) in use. After `run` has ended, this is the mode that worked. */
  mode(): Mode;
  /** The number of accounts whose roles this listing has received. */
  done(): number;
  /** The state with which the listing can continue after the browser has restarted the worker. */
  job(): Job;
}

const otherThan = (mode: Mode): Mode => (mode === 'assignment' ? 'instance' : 'assignment');

/** The error for a mode in which the portal lists accounts but refuses to list their roles. The other mode may work. */
class WrongMode extends Error {}

/**
 * Lists accounts page by page. The first requests for roles are sent after the first page. If the portal refuses the
 * first mode, the listing uses the other mode.
 * @param before the list of an earlier listing.
 * @param resumed the unfinished listing to continue.
 */
export function createListing(deps: ListingDeps, before: RoleIndex | null, resumed: Job | null): Listing {
  const { changed } = deps;
  const first = resumed?.mode ?? deps.first;
  let mode: Mode = first;
  /** The mode that has not been tried yet. Null when both modes have been tried. */
  let untried: Mode | null = resumed?.listed && first === 'instance' ? null : otherThan(first);
  const queue = createAccountQueue(resumed);
  const accounts = createAccountList(before?.accounts ?? [], resumed, deps.changes);
  let waiting = new AbortController();
  const source = deps.source(() => waiting.signal);
  let rolesReceived = false;
  const { take, putBack, available } = queue;
  const pool = createRequestPool({ available, take, putBack, request: requestRoles, failed: cancelWaiting });

  /** Cancels the requests that wait for their turn. */
  function cancelWaiting(): void {
    waiting.abort(new Cancelled());
    waiting = new AbortController();
  }

  function throwFailure(): void {
    if (pool.failure() !== undefined) throw pool.failure();
  }

  function restart(inMode: Mode): void {
    accounts.restart();
    queue.clear();
    mode = inMode;
  }

  async function listAccounts(inMode: Mode): Promise<void> {
    let begun = false;
    for await (const page of source.accounts(inMode)) {
      // The list is cleared only when the first page has arrived, because the portal may refuse this mode.
      if (!begun) restart(inMode);
      begun = true;
      for (const each of page) if (accounts.add(each)) queue.add(each.accountId);
      changed();
      if (queue.stopped()) throw new Cancelled();
      throwFailure();
      pool.fill();
    }
    accounts.end();
    changed();
  }

  /** The error to throw when the portal refused both modes. The session may have ended, so this is checked first. */
  async function bothRefused(refusal: unknown): Promise<unknown> {
    const ended =
      refusal instanceof KeyferryError && refusal.code === 'SESSION_EXPIRED' && !(await source.stillKnown());
    return ended ? refusal : misunderstood('the portal refuses to list accounts');
  }

  /** @param refused gives the error to throw if the portal refuses the other mode too. */
  async function listAccountsInOtherMode(refused: () => unknown): Promise<void> {
    const other = untried ?? mode;
    untried = null;
    await listAccounts(other).catch(async (error) => {
      throw isRefusal(error) ? await refused() : error;
    });
  }

  async function listAccountsInEitherMode(): Promise<void> {
    try {
      await listAccounts(first);
    } catch (refusal) {
      if (!isRefusal(refusal) || pool.failure() !== undefined) throw refusal;
      await listAccountsInOtherMode(() => bothRefused(refusal));
    }
  }

  function setRoles(accountId: string, roles: readonly string[]): void {
    accounts.setRoles(accountId, roles);
    queue.answered(accountId);
    changed();
  }

  /** The user may have lost access to this account only. Then the list contains the account without roles. */
  async function rolesRefused(accountId: string, error: KeyferryError): Promise<void> {
    if (error.code === 'SESSION_EXPIRED' && !(await source.stillKnown())) throw error;
    if (!rolesReceived && untried !== null) throw new WrongMode();
    setRoles(accountId, []);
  }

  async function requestRoles(choose: () => string): Promise<void> {
    let accountId = '';
    try {
      const roles = await source.roles(() => {
        accountId = choose();
        return { accountId, instanceId: mode === 'instance' ? accounts.instanceOf(accountId) : null };
      });
      rolesReceived = true;
      setRoles(accountId, roles);
    } catch (error) {
      if (error instanceof KeyferryError && isRefusal(error)) return rolesRefused(accountId, error);
      throw error;
    }
  }

  /** Resolves when all roles that can be requested at this moment have arrived. */
  async function remainingRoles(): Promise<void> {
    pool.fill();
    await pool.idle();
    throwFailure();
  }

  async function list(): Promise<void> {
    if (!accounts.complete() && !queue.stopped()) await listAccountsInEitherMode();
    throwFailure();
    await remainingRoles();
  }

  async function listInOtherMode(): Promise<void> {
    if (!rolesReceived) await listAccountsInOtherMode(() => misunderstood('the portal lists accounts but no roles'));
    await remainingRoles();
  }

  /** Runs `listing`. If the mode was wrong, lists in the other mode. Resolves when no request is running any more. */
  async function attempt(listing: () => Promise<void>): Promise<void> {
    try {
      await listing();
    } catch (error) {
      if (!(error instanceof Cancelled)) pool.fail(error);
      await pool.idle();
      if (error instanceof Cancelled) return;
      if (!(error instanceof WrongMode)) throw error;
      pool.clearFailure();
      await attempt(listInOtherMode);
    }
  }

  return {
    run: () => attempt(list),
    prefer(accountIds) {
      queue.prefer(accountIds);
      pool.fill();
    },
    stop() {
      queue.stop();
      cancelWaiting();
    },
    stopped: queue.stopped,
    complete: () => accounts.complete() && queue.openCount() === 0,
    accounts: accounts.all,
    mode: () => mode,
    done: () => accounts.foundCount() - queue.openCount(),
    job: () => ({
      mode,
      instances: accounts.instances(),
      todo: queue.open(),
      listed: accounts.complete(),
      stopped: queue.stopped(),
    }),
  };
}
