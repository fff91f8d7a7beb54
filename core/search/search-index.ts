import { accountIdOf, byUse, favouritesOf, nothingPersonal, type Personal } from '../personal.ts';
import type { IndexedAccount } from '../protocol/messages.ts';
import { type Field, field } from './fields.ts';

/** An account, with all texts and points that a search needs. */
export interface PreparedAccount {
  readonly account: IndexedAccount;
  readonly production: boolean;
  readonly label: Field;
  readonly name: Field;
  readonly id: Field;
  readonly email: Field;
  /** The names of the roles; null until they are loaded. */
  readonly roles: readonly Field[] | null;
  /** The person's own labels, by role name; null without labels. */
  readonly roleLabels: ReadonlyMap<string, Field> | null;
  /** Points of favourites and used roles, by `roleKey`; null without such roles. */
  readonly points: ReadonlyMap<string, number> | null;
}

/** The data that `search` reads. It is prepared once for a list, then used for every key press. */
export type SearchIndex = readonly PreparedAccount[];

/**
 * Points of a favourite: more points than a role can get for use. Points decide only between roles that fit the typed
 * words equally well.
 */
const FAVOURITE = 10;
/** Points of the most used role. Each following role gets one point less. */
const MOST_USED = 6;
/** The largest number of accounts that the list shows first because the person uses their roles. */
const ACCOUNTS_FIRST = 5;

/** The points of roles, by account id and then by `roleKey`. */
function pointsOfRoles(personal: Personal): Map<string, Map<string, number>> {
  const byAccount = new Map<string, Map<string, number>>();
  const add = (key: string, points: number) => {
    const ofAccount = byAccount.get(accountIdOf(key)) ?? new Map<string, number>();
    byAccount.set(accountIdOf(key), ofAccount.set(key, (ofAccount.get(key) ?? 0) + points));
  };
  for (const key of favouritesOf(personal)) add(key, FAVOURITE);
  for (const [rank, key] of byUse(personal).entries()) add(key, Math.max(1, MOST_USED - rank));
  return byAccount;
}

/** The person's labels of roles, by account id, then by role name. */
function labelsOfRoles({ roles }: Personal): Map<string, Map<string, Field>> {
  const byAccount = new Map<string, Map<string, Field>>();
  for (const [key, { label }] of Object.entries(roles)) {
    if (!label) continue;
    const id = accountIdOf(key);
    const ofAccount = byAccount.get(id) ?? new Map<string, Field>();
    byAccount.set(id, ofAccount.set(key.slice(id.length + 1), field(label)));
  }
  return byAccount;
}

/** Prepares each role name only once, because many accounts have roles with the same name. */
function roleFields(): (roleName: string) => Field {
  const known = new Map<string, Field>();
  return (roleName) => {
    const prepared = known.get(roleName) ?? field(roleName);
    known.set(roleName, prepared);
    return prepared;
  };
}

/**
 * The accounts of the most used roles. Favourite roles do not count here, because the list shows them above all
 * accounts.
 */
function accountsToShowFirst(personal: Personal): string[] {
  const favourites = favouritesOf(personal);
  const used = byUse(personal).filter((key) => !favourites.has(key));
  return [...new Set(used.map(accountIdOf))].slice(0, ACCOUNTS_FIRST);
}

/**
 * Prepares a list for searching.
 * @returns the accounts in the order in which an empty query shows them: first the used accounts, then all others by
 * label or name. Numbers in names are compared as numbers. The order does not change while the person types.
 */
export function prepareSearch(accounts: readonly IndexedAccount[], personal: Personal = nothingPersonal): SearchIndex {
  const { compare } = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
  const pointsOf = pointsOfRoles(personal);
  const labelsOf = labelsOfRoles(personal);
  const roleField = roleFields();
  const first = accountsToShowFirst(personal);
  const rank = ({ account: { accountId } }: PreparedAccount) => {
    const position = first.indexOf(accountId);
    return position === -1 ? first.length : position;
  };
  const shownName = ({ label, name }: PreparedAccount) => label.shown || name.shown;
  return accounts
    .map((account) => ({
      account,
      production: personal.accounts[account.accountId]?.production ?? false,
      label: field(personal.accounts[account.accountId]?.label ?? ''),
      name: field(account.accountName),
      id: field(account.accountId),
      email: field(account.emailAddress),
      roles: account.roles?.map(roleField) ?? null,
      roleLabels: labelsOf.get(account.accountId) ?? null,
      points: pointsOf.get(account.accountId) ?? null,
    }))
    .sort((a, b) => rank(a) - rank(b) || compare(shownName(a), shownName(b)) || compare(a.id.shown, b.id.shown));
}
