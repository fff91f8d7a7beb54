import type { RoleRef } from './credentials.ts';
import { roleKey } from './role-key.ts';

/*
 * What a person made of a portal's accounts and roles: favourites, own labels, preferences, and which roles they use.
 * Ids and role names only, and the person's own words. No schemas in here: the popup reads it before its first drawing.
 */

/** Everything may be missing; a missing one falls back to what holds without it. */
export interface PersonalAccount {
  /** Shown before the account's name, and found by the search. */
  readonly label?: string;
  /** Marked as production by the person. */
  readonly production?: boolean;
  /** Written into profiles and exports of its roles. */
  readonly region?: string;
  /** Template of suggested profile names, as in the settings. */
  readonly names?: string;
}

export interface PersonalRole {
  /** Shown before the role's name, and found by the search. */
  readonly label?: string;
  readonly favourite?: boolean;
  readonly region?: string;
  /** Page of the console that `Open console` leads to. */
  readonly console?: string;
  /** The profile name it was last written under. */
  readonly profile?: string;
  /** How much and how lately it was used, see `usedAgain`. */
  readonly used?: number;
}

export interface Personal {
  /** By account id. */
  readonly accounts: Readonly<Record<string, PersonalAccount>>;
  /** By `roleKey`. */
  readonly roles: Readonly<Record<string, PersonalRole>>;
}

export const nothingPersonal: Personal = { accounts: {}, roles: {} };

export const PERSONAL = 'personal ';

/** Storage key of a session's: in `storage.local`, or in `storage.session` for private windows and unknown users. */
export const personalKey = (session: string): string => `${PERSONAL}${session}`;

export const accountIdOf = (key: string): string => key.slice(0, key.indexOf('/'));

const isTable = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** What storage holds; what has not the outline is taken as nothing. */
export function asPersonal(value: unknown): Personal {
  const given = value as Partial<Personal> | null | undefined;
  return isTable(given?.accounts) && isTable(given?.roles) ? (given as Personal) : nothingPersonal;
}

const accountOf = ({ accounts }: Personal, id: string): PersonalAccount =>
  (Object.hasOwn(accounts, id) && accounts[id]) || {};

export function ownOf(personal: Personal, { accountId, roleName }: RoleRef) {
  const key = roleKey({ accountId, roleName });
  const role: PersonalRole = (Object.hasOwn(personal.roles, key) && personal.roles[key]) || {};
  return { account: accountOf(personal, accountId), role };
}

/** The role's own region, else its account's, else the default; empty when there is none. */
export function regionOf(personal: Personal, ref: RoleRef, defaultRegion: string): string {
  const { account, role } = ownOf(personal, ref);
  return role.region ?? account.region ?? defaultRegion;
}

/** The page of the console that a role's link leads to, unchecked; empty for the console's own start. */
export const consolePageOf = (personal: Personal, ref: RoleRef): string => ownOf(personal, ref).role.console ?? '';

/** Keys of the favourites. */
export const favouritesOf = ({ roles }: Personal): ReadonlySet<string> =>
  new Set(Object.keys(roles).filter((key) => roles[key]?.favourite));

/** Use counts half as much after this long, in ms. */
const HALF_LIFE = 7 * 24 * 3_600_000;

/**
 * A role's standing after one more use: the logarithm of the sum of all uses, each worth twice one that is a half-life
 * older. Standings of different roles compare as they are, whenever they were reckoned.
 * @param now epoch ms.
 */
export function usedAgain(before: number | undefined, now: number): number {
  const use = now / HALF_LIFE;
  if (before === undefined) return use;
  const [more, less] = before > use ? [before, use] : [use, before];
  return more + Math.log2(1 + 2 ** (less - more));
}

/** Keys of roles by their use, the most and latest first. */
export const byUse = ({ roles }: Personal): string[] =>
  Object.keys(roles)
    .filter((key) => roles[key]?.used !== undefined)
    .sort((a, b) => (roles[b]?.used ?? 0) - (roles[a]?.used ?? 0));

/** Accounts whose roles are wanted before others': those of favourites, then those in use. */
export const accountsInUse = (personal: Personal): string[] => [
  ...new Set([...favouritesOf(personal), ...byUse(personal)].map(accountIdOf)),
];
