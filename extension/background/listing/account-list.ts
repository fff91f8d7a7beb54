import type { IndexedAccount } from '#core/protocol/messages.ts';
import type { Account, Instance } from '../portal-api/responses.ts';
import type { Job } from './index-store.ts';
import type { ListChangesKept } from './list-changes.ts';

const byId = (accounts: readonly IndexedAccount[]) => new Map(accounts.map((each) => [each.accountId, each]));

/** The accounts of one listing. What an earlier listing knew stays in it until the new answer is there. */
export interface AccountList {
  /** Forgets what this listing has found, because it lists in another mode. */
  restart(): void;
  /** Adds a listed account, with the roles known from earlier. @returns false when it was listed already. */
  add(account: Account | Instance): boolean;
  /** All pages are there: accounts that were not on them are removed. */
  end(): void;
  setRoles(accountId: string, roles: readonly string[]): void;
  /** The account's instance id; null unless listed in mode `instance`. */
  instanceOf(accountId: string): string | null;
  /** Instance ids by account id. */
  instances(): Readonly<Record<string, string>>;
  /** Whether all pages are there. */
  complete(): boolean;
  all(): readonly IndexedAccount[];
  /** How many accounts this listing has found so far. */
  foundCount(): number;
}

/**
 * @param before the accounts that an earlier listing knew. @param resumed the unfinished listing to go on with.
 * @param changes is given what came and went.
 */
export function createAccountList(
  before: readonly IndexedAccount[],
  resumed: Job | null,
  changes: ListChangesKept,
): AccountList {
  const known = byId(before);
  let accounts = new Map(known);
  let found = resumed ? known : new Map<string, IndexedAccount>();
  let instances: Record<string, string> = { ...resumed?.instances };
  let complete = resumed?.listed ?? false;

  return {
    restart() {
      found = new Map();
      instances = {};
      complete = false;
    },
    add(listed) {
      const { accountId, accountName, emailAddress } = listed;
      if (found.has(accountId)) return false;
      if ('instanceId' in listed) instances[accountId] = listed.instanceId;
      const account = { accountId, accountName, emailAddress, roles: known.get(accountId)?.roles ?? null };
      found.set(accountId, account);
      accounts.set(accountId, account);
      return true;
    },
    end() {
      for (const [id, account] of known) if (!found.has(id)) changes.roles(account, account.roles, []);
      const current = accounts;
      accounts = new Map([...found].map(([id, account]) => [id, current.get(id) ?? account]));
      complete = true;
    },
    setRoles(accountId, roles) {
      const account = accounts.get(accountId);
      if (!account) return;
      changes.roles(account, account.roles, roles);
      accounts.set(accountId, { ...account, roles });
    },
    instanceOf: (accountId) => instances[accountId] ?? null,
    instances: () => instances,
    complete: () => complete,
    all: () => [...accounts.values()],
    foundCount: () => found.size,
  };
}
