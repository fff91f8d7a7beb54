import { KeyferryError } from '#core/errors.ts';
import type { IndexedAccount, RoleIndex } from '#core/messages.ts';
import type { Job, Mode } from './index-store.ts';
import { isRefusal, type ListingSource } from './listing-source.ts';
import { type Account, type Instance, misunderstood } from './sso-answers.ts';

/** Requests for roles that may wait for an answer at once; the limiter says when each begins. */
const PULLERS = 24;

export interface ListingDeps {
  readonly source: ListingSource;
  /** The way to try first: the one that worked for this portal before. */
  readonly first: Mode;
  /** Something changed: shown and kept at the keeper's own pace. */
  readonly changed: () => void;
}

const otherThan = (mode: Mode): Mode => (mode === 'assignment' ? 'instance' : 'assignment');
const byName = (accounts: Iterable<IndexedAccount>) => new Map([...accounts].map((each) => [each.accountId, each]));

/**
 * One listing of a session: accounts first, then roles as they come, those asked for before the rest. What an earlier
 * listing knew stays visible until the new answer is there.
 */
export function createListing({ source, changed, first }: ListingDeps, before: RoleIndex | null, resumed: Job | null) {
  const known = byName(before?.accounts ?? []);
  let accounts = new Map(known);
  /** Accounts without an answer yet; those of them that nobody has asked for yet. */
  let todo = new Set(resumed?.todo);
  let unasked = new Set(todo);
  let mode: Mode = resumed?.mode ?? first;
  /** The other way, until it has been tried too. */
  let untried: Mode | null = resumed?.mode === 'instance' ? null : otherThan(resumed?.mode ?? first);
  let instances: Record<string, string> = { ...resumed?.instances };
  let accountsComplete = resumed !== null;
  let rolesWorked = false;
  let wanted: readonly string[] = [];

  function addAccount(found: Account | Instance, fresh: Map<string, IndexedAccount>): void {
    const { accountId, accountName, emailAddress } = found;
    if (!fresh.has(accountId)) todo.add(accountId);
    unasked.add(accountId);
    if ('instanceId' in found) instances[accountId] ??= found.instanceId;
    const account = { accountId, accountName, emailAddress, roles: known.get(accountId)?.roles ?? null };
    fresh.set(accountId, account);
    accounts.set(accountId, account);
  }

  async function listAccounts(by: Mode): Promise<void> {
    const fresh = new Map<string, IndexedAccount>();
    accountsComplete = false;
    todo = new Set();
    unasked = new Set();
    instances = {};
    for await (const page of source.accounts(by)) {
      mode = by;
      for (const each of page) addAccount(each, fresh);
      changed();
    }
    accounts = fresh;
    accountsComplete = true;
    changed();
  }

  /** What it means that both ways were refused: the end of the session, if that is what it is. */
  async function bothRefused(first: unknown): Promise<unknown> {
    const ended = first instanceof KeyferryError && first.code === 'SESSION_EXPIRED' && !(await source.stillKnown());
    return ended ? first : misunderstood('it refuses to list accounts');
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
      if (!isRefusal(refusal)) throw refusal;
      await listAccountsOtherWay(() => bothRefused(refusal));
    }
  }

  function take(): string | undefined {
    const next = wanted.find((id) => unasked.has(id)) ?? unasked.values().next().value;
    if (next !== undefined) unasked.delete(next);
    return next;
  }

  function setRoles(accountId: string, roles: readonly string[]): void {
    const account = accounts.get(accountId);
    if (account) accounts.set(accountId, { ...account, roles });
    todo.delete(accountId);
    changed();
  }

  /** An account that refuses while others answer was taken away meanwhile: it has no roles. */
  async function refusedRoles(accountId: string, error: KeyferryError): Promise<void> {
    if (error.code === 'SESSION_EXPIRED' && !(await source.stillKnown())) throw error;
    if (rolesWorked || untried === null) return setRoles(accountId, []);
    throw new OtherWay();
  }

  async function rolesOf(accountId: string): Promise<void> {
    const by = mode;
    try {
      const roles = await source.roles(accountId, by === 'instance' ? (instances[accountId] ?? null) : null);
      rolesWorked = true;
      setRoles(accountId, roles);
    } catch (error) {
      if (error instanceof KeyferryError && isRefusal(error)) return refusedRoles(accountId, error);
      throw error;
    }
  }

  async function pull(failed: { error?: unknown }): Promise<void> {
    for (let id = take(); id !== undefined && failed.error === undefined; id = take()) {
      try {
        await rolesOf(id);
      } catch (error) {
        unasked = new Set([id, ...unasked]);
        failed.error ??= error;
      }
    }
  }

  async function listRoles(): Promise<void> {
    const failed: { error?: unknown } = {};
    await Promise.all(Array.from({ length: PULLERS }, () => pull(failed)));
    if (failed.error !== undefined) throw failed.error;
  }

  async function run(): Promise<void> {
    if (!accountsComplete) await listAccountsEitherWay();
    try {
      await listRoles();
    } catch (error) {
      if (!(error instanceof OtherWay)) throw error;
      if (!rolesWorked) await listAccountsOtherWay(() => misunderstood('it lists accounts but no roles'));
      await listRoles();
    }
  }

  return {
    run,
    /** Puts these accounts before the rest, the latest wish first. */
    prefer: (accountIds: readonly string[]) => {
      wanted = [...new Set([...accountIds, ...wanted])];
    },
    accounts: (): readonly IndexedAccount[] => [...accounts.values()],
    /** The way in use; the one that worked once `run` has come to its end. */
    mode: (): Mode => mode,
    done: () => accounts.size - todo.size,
    /** What is left, null before the accounts are complete. */
    job: (): Job | null => (accountsComplete ? { mode, todo: [...todo], instances } : null),
  };
}

/** The roles are refused where the accounts were not: time for the other way of listing. */
class OtherWay extends Error {}

export type Listing = ReturnType<typeof createListing>;
