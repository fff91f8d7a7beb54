import { KeyferryError } from '#core/errors.ts';
import type { IndexedAccount, RoleIndex } from '#core/protocol/messages.ts';
import { type Account, type Instance, misunderstood } from '../portal-api/responses.ts';
import { createRolesToAsk } from './account-queue.ts';
import type { Job, Mode } from './index-store.ts';
import type { ListChangesKept } from './list-changes.ts';
import { isRefusal, type ListingSource } from './listing-source.ts';
import { CalledOff, createPulls } from './request-pool.ts';

export interface ListingDeps {
  /** @param waiting ends what waits for its turn. */
  readonly source: (waiting: () => AbortSignal) => ListingSource;
  /** The way to try first: the one that worked for this portal before. */
  readonly first: Mode;
  /** Told of what has come and gone. */
  readonly changes: ListChangesKept;
  /** Something changed: shown and kept at the keeper's own pace. */
  readonly changed: () => void;
}

const otherThan = (mode: Mode): Mode => (mode === 'assignment' ? 'instance' : 'assignment');
const byId = (accounts: Iterable<IndexedAccount>) => new Map([...accounts].map((each) => [each.accountId, each]));

/**
 * One listing of a session: accounts page by page and, from the first page on, their roles, those that the user wants
 * before the rest. What an earlier listing knew stays visible until the new answer is there.
 */
export function createListing(deps: ListingDeps, before: RoleIndex | null, resumed: Job | null) {
  const { changes, changed } = deps;
  /** The way that an earlier listing was at, else the one that worked for this portal before. */
  const first: Mode = resumed?.mode ?? deps.first;
  const toAsk = createRolesToAsk(resumed);
  const known = byId(before?.accounts ?? []);
  let waiting = new AbortController();
  const source = deps.source(() => waiting.signal);
  let accounts = new Map(known);
  let mode: Mode = first;
  /** The other way, until it has been tried too. */
  let untried: Mode | null = resumed?.listed && first === 'instance' ? null : otherThan(first);
  let instances: Record<string, string> = { ...resumed?.instances };
  let accountsComplete = resumed?.listed ?? false;
  /** Accounts that this listing has found so far. */
  let found = resumed ? known : new Map<string, IndexedAccount>();
  let rolesWorked = false;

  const pulls = createPulls({
    available: toAsk.available,
    take: toAsk.take,
    putBack: toAsk.putBack,
    ask: rolesOf,
    failed: callOff,
  });

  /** Ends what waits for its turn. */
  function callOff(): void {
    waiting.abort(new CalledOff());
    waiting = new AbortController();
  }

  function addAccount(each: Account | Instance): void {
    const { accountId, accountName, emailAddress } = each;
    if (found.has(accountId)) return;
    if ('instanceId' in each) instances[accountId] = each.instanceId;
    const account = { accountId, accountName, emailAddress, roles: known.get(accountId)?.roles ?? null };
    found.set(accountId, account);
    accounts.set(accountId, account);
    toAsk.add(accountId);
  }

  function beginAccounts(by: Mode): void {
    found = new Map();
    accountsComplete = false;
    toAsk.clear();
    instances = {};
    mode = by;
  }

  function endAccounts(): void {
    for (const [id, account] of known) if (!found.has(id)) changes.roles(account, account.roles, []);
    const current = accounts;
    accounts = new Map([...found].map(([id, account]) => [id, current.get(id) ?? account]));
    accountsComplete = true;
    changed();
  }

  async function listAccounts(by: Mode): Promise<void> {
    let begun = false;
    for await (const page of source.accounts(by)) {
      if (!begun) beginAccounts(by);
      begun = true;
      for (const each of page) addAccount(each);
      changed();
      if (toAsk.stopped()) throw new CalledOff();
      if (pulls.failure() !== undefined) throw pulls.failure();
      pulls.more();
    }
    endAccounts();
  }

  /** What it means that both ways were refused: the end of the session, if that is what it is. */
  async function bothRefused(refusal: unknown): Promise<unknown> {
    const ended =
      refusal instanceof KeyferryError && refusal.code === 'SESSION_EXPIRED' && !(await source.stillKnown());
    return ended ? refusal : misunderstood('it refuses to list accounts');
  }

  /** Takes up the way that was not tried yet. */
  async function listAccountsOtherWay(refused: () => unknown): Promise<void> {
    const by = untried ?? mode;
    untried = null;
    await listAccounts(by).catch(async (error) => {
      throw isRefusal(error) ? await refused() : error;
    });
  }

  /** Lists the other way where the first one is refused. */
  async function listAccountsEitherWay(): Promise<void> {
    try {
      await listAccounts(first);
    } catch (refusal) {
      if (!isRefusal(refusal) || pulls.failure() !== undefined) throw refusal;
      await listAccountsOtherWay(() => bothRefused(refusal));
    }
  }

  function setRoles(accountId: string, roles: readonly string[]): void {
    const account = accounts.get(accountId);
    if (account) {
      changes.roles(account, account.roles, roles);
      accounts.set(accountId, { ...account, roles });
    }
    toAsk.answered(accountId);
    changed();
  }

  /** An account that refuses while others answer was taken away meanwhile: it has no roles. */
  async function refusedRoles(accountId: string, error: KeyferryError): Promise<void> {
    if (error.code === 'SESSION_EXPIRED' && !(await source.stillKnown())) throw error;
    if (rolesWorked || untried === null) return setRoles(accountId, []);
    throw new OtherWay();
  }

  async function rolesOf(choose: () => string): Promise<void> {
    let asked = '';
    try {
      const roles = await source.roles(() => {
        asked = choose();
        return { accountId: asked, instanceId: mode === 'instance' ? (instances[asked] ?? null) : null };
      });
      rolesWorked = true;
      setRoles(asked, roles);
    } catch (error) {
      if (error instanceof KeyferryError && isRefusal(error)) return refusedRoles(asked, error);
      throw error;
    }
  }

  /** Resolves when all roles are there that are to be had now. */
  async function restOfRoles(): Promise<void> {
    pulls.more();
    await pulls.rest();
    if (pulls.failure() !== undefined) throw pulls.failure();
  }

  async function list(): Promise<void> {
    if (!accountsComplete && !toAsk.stopped()) await listAccountsEitherWay();
    if (pulls.failure() !== undefined) throw pulls.failure();
    await restOfRoles();
  }

  async function listOtherWay(): Promise<void> {
    if (!rolesWorked) await listAccountsOtherWay(() => misunderstood('it lists accounts but no roles'));
    await restOfRoles();
  }

  /** Resolves also when it was called off, once nothing is under way. */
  async function attempt(listing: () => Promise<void>): Promise<void> {
    try {
      await listing();
    } catch (error) {
      if (!(error instanceof CalledOff)) pulls.fail(error);
      await pulls.rest();
      if (error instanceof CalledOff) return;
      if (!(error instanceof OtherWay)) throw error;
      pulls.forgive();
      await attempt(listOtherWay);
    }
  }

  return {
    run: (): Promise<void> => attempt(list),
    /** Puts these accounts before the rest, the latest wish first. */
    prefer(accountIds: readonly string[]): void {
      toAsk.prefer(accountIds);
      pulls.more();
    },
    /** Begins nothing more, except for what is preferred from now on. */
    stop(): void {
      toAsk.stop();
      callOff();
    },
    stopped: toAsk.stopped,
    /** Whether nothing is left to be asked. */
    whole: (): boolean => accountsComplete && toAsk.openCount() === 0,
    accounts: (): readonly IndexedAccount[] => [...accounts.values()],
    /** The way in use; the one that worked once `run` has come to its end. */
    mode: (): Mode => mode,
    /** Accounts of which this listing knows the roles. */
    done: () => found.size - toAsk.openCount(),
    /** What is left to be taken up by another worker. */
    job: (): Job => ({ mode, instances, todo: toAsk.open(), listed: accountsComplete, stopped: toAsk.stopped() }),
  };
}

/** The roles are refused where the accounts were not: time for the other way of listing. */
class OtherWay extends Error {}
