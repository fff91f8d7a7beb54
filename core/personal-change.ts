import * as v from 'valibot';
import { Region } from './credentials.ts';
import { byUse, type Personal, type PersonalAccount, type PersonalRole } from './personal.ts';
import { exactly } from './schema.ts';

const OptionalRegion = v.union([v.literal(''), Region]);

/** A label. Keyferry only shows it. It has one line, and no characters that change the direction of text. */
const Label = v.pipe(
  v.string(),
  v.trim(),
  v.maxLength(64),
  v.regex(/^[^\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u),
);

/** A person's settings for an account. An empty text or `false` removes the setting. */
export const AccountWish = exactly({
  label: Label,
  production: v.boolean(),
  region: OptionalRegion,
  names: v.pipe(v.string(), v.trim(), v.maxLength(128)),
});
export type AccountWish = v.InferOutput<typeof AccountWish>;

/** A person's settings for a role. An empty text removes the setting. */
export const RoleWish = exactly({
  label: v.optional(Label, ''),
  region: OptionalRegion,
  console: v.pipe(v.string(), v.trim(), v.maxLength(1024)),
});
export type RoleWish = v.InferOutput<typeof RoleWish>;

/**
 * For some roles, Keyferry stores no settings, only how the role was used. This is the largest number of such roles. If
 * there are more, Keyferry forgets the roles that were used least.
 */
const MAX_USED = 300;
/** These fields say how a role was used. They contain no settings of the person. */
const ONLY_USE: ReadonlySet<string> = new Set(['used', 'profile', 'kind']);

/**
 * Removes fields that are empty, false or undefined.
 * @returns null if no field is left.
 */
function withoutEmpty<T extends object>(own: T): T | null {
  const kept = Object.entries(own as Readonly<Record<string, unknown>>).filter(
    ([, value]) => value !== '' && value !== false && value !== undefined,
  );
  return kept.length === 0 ? null : (Object.fromEntries(kept) as T);
}

function withEntry<T extends object>(table: Readonly<Record<string, T>>, key: string, own: T): Record<string, T> {
  const { [key]: _, ...others } = table;
  const kept = withoutEmpty(own);
  return kept ? { ...others, [key]: kept } : others;
}

/** Changes some fields of an account, and returns the new data. */
export function changeAccount(personal: Personal, accountId: string, change: PersonalAccount): Personal {
  const accounts = withEntry(personal.accounts, accountId, { ...personal.accounts[accountId], ...change });
  return { ...personal, accounts };
}

/**
 * Changes some fields of a role, and returns the new data.
 * @param key the role's key, as `roleKey` returns it.
 */
export function changeRole(personal: Personal, key: string, change: PersonalRole): Personal {
  return withoutLeastUsed({
    ...personal,
    roles: withEntry(personal.roles, key, { ...personal.roles[key], ...change }),
  });
}

function withoutLeastUsed(personal: Personal): Personal {
  const leastUsed = byUse(personal)
    .slice(MAX_USED)
    .filter((key) => Object.keys(personal.roles[key] ?? {}).every((each) => ONLY_USE.has(each)));
  if (leastUsed.length === 0) return personal;
  const forgotten = new Set(leastUsed);
  return {
    ...personal,
    roles: Object.fromEntries(Object.entries(personal.roles).filter(([key]) => !forgotten.has(key))),
  };
}
