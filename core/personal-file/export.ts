import * as v from 'valibot';
import { accountIdOf, type Personal } from '../personal.ts';
import { roleKey } from '../role-key.ts';
import { Account, type FileAccount, type FilePortal, type FileRole, fileText, isConsolePage, Role } from './file.ts';

/** The data of one user of a portal, as it is stored. */
export interface StoredPortal {
  readonly startUrl: string;
  /** Fingerprint of the user, in the form in which the file contains it. */
  readonly user: string;
  readonly personal: Personal;
}

/**
 * The fields of `own` that an entry of the file may have, and whose values are valid. Null if there are no such fields.
 */
function validFields(entries: Readonly<Record<string, v.GenericSchema>>, own: object): object | null {
  const valid = Object.entries(own).filter(([field, value]) => {
    const schema = Object.hasOwn(entries, field) ? entries[field] : undefined;
    return schema !== undefined && value !== undefined && v.is(schema, value);
  });
  return valid.length === 0 ? null : Object.fromEntries(valid);
}

function accountsOf({ personal }: StoredPortal): FileAccount[] {
  return Object.entries(personal.accounts).flatMap(([accountId, own]) => {
    const fields = validFields(Account.entries, own);
    const entry = fields && { ...fields, accountId };
    return v.is(Account, entry) ? [entry] : [];
  });
}

function rolesOf({ startUrl, personal }: StoredPortal): FileRole[] {
  return Object.entries(personal.roles).flatMap(([key, { console, ...own }]) => {
    const page = console !== undefined && isConsolePage(startUrl, console) ? { console } : {};
    const fields = validFields(Role.entries, { ...own, ...page });
    const accountId = accountIdOf(key);
    const entry = fields && { ...fields, accountId, roleName: key.slice(accountId.length + 1) };
    return v.is(Role, entry) ? [entry] : [];
  });
}

/**
 * Joins two lists of entries. If both lists have an entry with the same key, the result has one entry. A field that
 * both entries have comes from the first list.
 */
function joined<T extends object>(first: readonly T[], second: readonly T[], keyOf: (entry: T) => string): T[] {
  const entries = new Map(second.map((entry) => [keyOf(entry), entry]));
  for (const entry of first) entries.set(keyOf(entry), { ...entries.get(keyOf(entry)), ...entry });
  return [...entries.values()];
}

/**
 * The text of a file with the data of these users. It contains favourites, labels, regions and names, but not how much
 * a role is used. If a user's data is stored for several Firefox containers, the file has one entry for this user.
 */
export function exportedFile(stored: readonly StoredPortal[]): { readonly text: string; readonly portals: number } {
  const portals = new Map<string, FilePortal>();
  for (const each of stored) {
    const { startUrl, user } = each;
    const key = `${user} ${startUrl}`;
    const before = portals.get(key) ?? { startUrl, user, accounts: [], roles: [] };
    const accounts = joined(before.accounts, accountsOf(each), ({ accountId }) => accountId);
    const roles = joined(before.roles, rolesOf(each), roleKey);
    if (accounts.length + roles.length > 0) portals.set(key, { startUrl, user, accounts, roles });
  }
  return { text: fileText([...portals.values()]), portals: portals.size };
}
