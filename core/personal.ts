import type { RoleRef } from './credentials.ts';
import { roleKey } from './role-key.ts';
import type { ProfileKind } from './settings.ts';

/*
 * A person's own data about a portal's accounts and roles: favourites, labels, preferences, and how often the person
 * uses each role. The data contains account ids, role names and the person's own words. This file has no schemas,
 * because the popup must load it quickly.
 */

/** A person's own data about an account. A missing field means the default. */
export interface PersonalAccount {
  /** The name that the person gave the account. It is shown before the account's own name, and the search finds it. */
  readonly label?: string;
  /** Whether the person marked the account as production. */
  readonly production?: boolean;
  /** The region to set in profiles and exports of the account's roles. */
  readonly region?: string;
  /** Template for suggested profile names, as in the settings. */
  readonly names?: string;
}

/** A person's own data about a role. A missing field means the default. */
export interface PersonalRole {
  /** The name that the person gave the role. It is shown before the role's own name, and the search finds it. */
  readonly label?: string;
  readonly favourite?: boolean;
  readonly region?: string;
  /** The console page that `Open console` opens. */
  readonly console?: string;
  /** The profile name that was used when the role's keys were last written. */
  readonly profile?: string;
  /** The kind of the profile that was last written for the role. */
  readonly kind?: ProfileKind;
  /** A number that says how often and how recently the role was used; see `usedAgain`. */
  readonly used?: number;
}

/** A person's own data about one portal. */
export interface Personal {
  /** The data about accounts, by account id. */
  readonly accounts: Readonly<Record<string, PersonalAccount>>;
  /** The data about roles, by `roleKey`. */
  readonly roles: Readonly<Record<string, PersonalRole>>;
  /** The written profiles that Keyferry keeps fresh: for each profile name, the `roleKey` of the profile's role. */
  readonly fresh?: Readonly<Record<string, string>>;
}

/** The data of a person who has set nothing yet. */
export const nothingPersonal: Personal = { accounts: {}, roles: {} };

/** Prefix of the storage keys of personal data. */
export const PERSONAL = 'personal ';

/**
 * Storage key of a session's personal data. The data is in `storage.local`. For private windows and unknown users, it
 * is in `storage.session` instead.
 */
export const personalKey = (session: string): string => `${PERSONAL}${session}`;

/** The account id in a `roleKey`. */
export const accountIdOf = (key: string): string => key.slice(0, key.indexOf('/'));

const isTable = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** Reads a stored value. If the value has the wrong shape, returns `nothingPersonal`. */
export function asPersonal(value: unknown): Personal {
  const given = value as Partial<Personal> | null | undefined;
  return isTable(given?.accounts) && isTable(given?.roles) ? (given as Personal) : nothingPersonal;
}

const personalAccount = ({ accounts }: Personal, id: string): PersonalAccount =>
  (Object.hasOwn(accounts, id) && accounts[id]) || {};

/** A person's own data about a role and its account. Empty objects if nothing is stored. */
export function ownOf(
  personal: Personal,
  { accountId, roleName }: RoleRef,
): { readonly account: PersonalAccount; readonly role: PersonalRole } {
  const key = roleKey({ accountId, roleName });
  const role: PersonalRole = (Object.hasOwn(personal.roles, key) && personal.roles[key]) || {};
  return { account: personalAccount(personal, accountId), role };
}

/** Whether a written profile is kept fresh. The answer is false if the profile now belongs to another role. */
export const keepsFresh = ({ fresh = {} }: Personal, profile: RoleRef & { readonly name: string }): boolean =>
  Object.hasOwn(fresh, profile.name) && fresh[profile.name] === roleKey(profile);

/**
 * Turns `Keep fresh` on or off for a profile, and returns the new data.
 * @param role the `roleKey` of the profile's role; null if the profile is not kept fresh any more.
 */
export function withFresh({ fresh = {}, ...rest }: Personal, name: string, role: string | null): Personal {
  const { [name]: _, ...others } = fresh;
  const after = role === null ? others : { ...others, [name]: role };
  return Object.keys(after).length === 0 ? rest : { ...rest, fresh: after };
}

/** The region for a role: the role's own region, else the account's, else the default. Empty if there is no region. */
export function regionOf(personal: Personal, ref: RoleRef, defaultRegion: string): string {
  const { account, role } = ownOf(personal, ref);
  return role.region ?? account.region ?? defaultRegion;
}

/**
 * The console page that the person set for a role, exactly as the person typed it. The text is not checked yet. An
 * empty text means the console's start page.
 */
export const consolePageOf = (personal: Personal, ref: RoleRef): string => ownOf(personal, ref).role.console ?? '';

/** The favourites, as `roleKey`s. */
export const favouritesOf = ({ roles }: Personal): ReadonlySet<string> =>
  new Set(Object.keys(roles).filter((key) => roles[key]?.favourite));

/** The half-life of a use, in ms: after this time, the use counts half as much. */
const HALF_LIFE = 7 * 24 * 3_600_000;

/**
 * Counts one more use of a role. The result says how often and how recently the role was used. It is the logarithm of
 * the sum of all uses. A use counts twice as much as a use that was one half-life earlier. Results of different roles
 * can be compared, even if they were computed at different times.
 * @param before the result of the role's last use; undefined for the first use.
 * @param now epoch ms.
 */
export function usedAgain(before: number | undefined, now: number): number {
  const use = now / HALF_LIFE;
  if (before === undefined) return use;
  const [more, less] = before > use ? [before, use] : [use, before];
  return more + Math.log2(1 + 2 ** (less - more));
}

/** The `roleKey`s of the roles that were used. The roles that were used often and recently come first. */
export const byUse = ({ roles }: Personal): string[] =>
  Object.keys(roles)
    .filter((key) => roles[key]?.used !== undefined)
    .sort((a, b) => (roles[b]?.used ?? 0) - (roles[a]?.used ?? 0));

/** Ids of the accounts to load first: the accounts of favourites, then the accounts with used roles. */
export const accountsInUse = (personal: Personal): string[] => [
  ...new Set([...favouritesOf(personal), ...byUse(personal)].map(accountIdOf)),
];
