import { KeyferryError } from '#core/errors.ts';
import type { IndexedAccount, RoleIndex } from '#core/messages.ts';
import type { Job, Mode } from './index-store.ts';
import { isRefusal, type ListingSource } from './listing-source.ts';
import { type Account, type Instance, misunderstood } from './sso-answers.ts';

/** Requests for roles that may wait for an answer at once; the limiter says when each begins. */
const PULLERS = 24;

export interface ListingDeps {
  readonly source: ListingSource;
  /** Something changed: shown and kept at the keeper's own pace. */
  readonly changed: () => void;
}

const byName = (accounts: Iterable<IndexedAccount>) => new Map([...accounts].map((each) => [each.accountId, each]));

/**
 * One listing of a session: accounts first, then roles as they come, those asked for before the rest. What an earlier
 * listing knew stays visible until the new answer is there.
 */
export function createListing({ source, changed }: ListingDeps, before: RoleIndex | null, resumed: Job | null) {
  const known = byName(before?.accounts ?? []);
  let accounts = new Map(known);
  /** Accounts without an answer yet; those of them that nobody has asked for yet. */
  let todo = new Set(resumed?.todo);
  let unasked = new Set(todo);
  let mode: Mode = resumed?.mode ?? 'assignment';
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

  /** Lists the older way where the public one is refused. */
  async function listAccountsEitherWay(): Promise<void> {
    try {
      await listAccounts('assignment');
    } catch (first) {
      if (!isRefusal(first)) throw first;
      await listAccounts('instance').catch(async (second) => {
        throw isRefusal(second) ? await bothRefused(first) : second;
      });
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
    if (rolesWorked || mode === 'instance') return setRoles(accountId, []);
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

  async function listAccountsOtherWay(): Promise<void> {
    await listAccounts('instance').catch((error) => {
      throw isRefusal(error) ? misunderstood('it lists accounts but no roles') : error;
    });
  }

  async function run(): Promise<void> {
    if (!accountsComplete) await listAccountsEitherWay();
    try {
      await listRoles();
    } catch (error) {
      if (!(error instanceof OtherWay)) throw error;
      if (!rolesWorked) await listAccountsOtherWay();
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
    done: () => accounts.size - todo.size,
    /** What is left, null before the accounts are complete. */
    job: (): Job | null => (accountsComplete ? { mode, todo: [...todo], instances } : null),
  };
}

/** The roles are refused where the accounts were not: time for the other way of listing. */
class OtherWay extends Error {}

export type Listing = ReturnType<typeof createListing>;
