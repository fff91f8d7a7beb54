import * as v from 'valibot';
import { Region } from './credentials.ts';
import { byUse, type Personal, type PersonalAccount, type PersonalRole } from './personal.ts';
import { exactly } from './schema.ts';

const OptionalRegion = v.union([v.literal(''), Region]);

/** Text for a person's eyes alone: one line, nothing that turns the direction of what follows. */
const Label = v.pipe(
  v.string(),
  v.trim(),
  v.maxLength(64),
  v.regex(/^[^\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u),
);

/** What a person says of an account; empty and false mean nothing. */
export const AccountWish = exactly({
  label: Label,
  production: v.boolean(),
  region: OptionalRegion,
  names: v.pipe(v.string(), v.trim(), v.maxLength(128)),
});
export type AccountWish = v.InferOutput<typeof AccountWish>;

/** What a person says of a role. */
export const RoleWish = exactly({
  label: v.optional(Label, ''),
  region: OptionalRegion,
  console: v.pipe(v.string(), v.trim(), v.maxLength(1024)),
});
export type RoleWish = v.InferOutput<typeof RoleWish>;

/** Roles of which only the use is known: more than these are forgotten, the least used first. */
const MAX_USED = 300;

type Loose = Readonly<Record<string, unknown>>;

/** Without what says nothing; null when nothing is left. */
function slim<T extends object>(own: T): T | null {
  const kept = Object.entries(own as Loose).filter(
    ([, value]) => value !== '' && value !== false && value !== undefined,
  );
  return kept.length === 0 ? null : (Object.fromEntries(kept) as T);
}

function withEntry<T extends object>(table: Readonly<Record<string, T>>, key: string, own: T): Record<string, T> {
  const { [key]: _, ...others } = table;
  const kept = slim(own);
  return kept ? { ...others, [key]: kept } : others;
}

export function changeAccount(personal: Personal, accountId: string, change: PersonalAccount): Personal {
  const accounts = withEntry(personal.accounts, accountId, { ...personal.accounts[accountId], ...change });
  return { ...personal, accounts };
}

/** @param key as `roleKey` gives it. */
export function changeRole(personal: Personal, key: string, change: PersonalRole): Personal {
  return pruned({ ...personal, roles: withEntry(personal.roles, key, { ...personal.roles[key], ...change }) });
}

function pruned(personal: Personal): Personal {
  const superfluous = byUse(personal)
    .slice(MAX_USED)
    .filter((key) => Object.keys(personal.roles[key] ?? {}).every((each) => each === 'used' || each === 'profile'));
  if (superfluous.length === 0) return personal;
  const gone = new Set(superfluous);
  return { ...personal, roles: Object.fromEntries(Object.entries(personal.roles).filter(([key]) => !gone.has(key))) };
}
