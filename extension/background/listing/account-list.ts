import type { IndexedAccount } from '#core/protocol/messages.ts';
import type { Account, Instance } from '../portal-api/responses.ts';
import type { Job } from './index-store.ts';
import type { ListChangesKept } from './list-changes.ts';

const byId = (accounts: readonly IndexedAccount[]) => new Map(accounts.map((each) => [each.accountId, each]));

/**
 * The accounts of one listing. An account keeps the roles of an earlier listing until the new answer about its roles
 * arrives.
 */
export interface AccountList {
  /**
   * Forgets all results of this listing. Call this when the listing starts again with the portal's other API (mode
   * `assignment` or `instance`).
   */
  restart(): void;
  /**
   * Adds an account that the portal listed. The account keeps its roles from the earlier listing.
   * @returns false when the account is already in the list.
   */
  add(account: Account | Instance): boolean;
  /** Call this after the last page. Removes the accounts of the earlier listing that are on no page of this listing. */
  end(): void;
  /** Stores the role names of an account. */
  setRoles(accountId: string, roles: readonly string[]): void;
  /**
   * The account's instance id. Only the portal's older API (mode `instance`) gives such an id. With the public API,
   * null.
   */
  instanceOf(accountId: string): string | null;
  /** The instance ids of the accounts, by account id. */
  instances(): Readonly<Record<string, string>>;
  /** Whether all pages of accounts have arrived. */
  complete(): boolean;
  /** All accounts in the order of the listing. The roles of an account are null until they are known. */
  all(): readonly IndexedAccount[];
  /** How many accounts this listing has found so far. */
  foundCount(): number;
}

/**
 * Creates the list of accounts that one listing fills.
 * @param before the accounts of an earlier listing.
 * @param resumed the unfinished listing to continue.
 * @param changes records the added and removed roles.
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
