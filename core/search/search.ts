import { accountIdOf, byUse, favouritesOf, nothingPersonal, type Personal } from '../personal.ts';
import type { IndexedAccount } from '../protocol/messages.ts';
import { roleKey } from '../role-key.ts';
import { closeness, type Field, field, type MatchRange, rangesOf, searchWords } from './fields.ts';

export interface RoleHit {
  readonly roleName: string;
  readonly matches: readonly MatchRange[];
  /** The person's own name for it, or empty. */
  readonly label: string;
  readonly labelMatches: readonly MatchRange[];
}

/**
 * An account with the roles that match; `roles` is null while they are not loaded. The ranges are worked out when they
 * are read: of thousands of hits a screen shows a few.
 */
export interface AccountHit {
  readonly account: IndexedAccount;
  /** The person's own name for it, or empty. */
  readonly label: string;
  /** Marked by the person. */
  readonly production: boolean;
  readonly labelMatches: readonly MatchRange[];
  readonly nameMatches: readonly MatchRange[];
  readonly idMatches: readonly MatchRange[];
  readonly emailMatches: readonly MatchRange[];
  readonly roles: readonly RoleHit[] | null;
}

interface PreparedAccount {
  readonly account: IndexedAccount;
  readonly production: boolean;
  readonly label: Field;
  readonly name: Field;
  readonly id: Field;
  readonly email: Field;
  readonly roles: readonly Field[] | null;
  /** The person's own names of roles, by role name; null where there are none. */
  readonly roleLabels: ReadonlyMap<string, Field> | null;
  /** What favourites and roles in use count beside how they fit, by `roleKey`; null where there are none. */
  readonly bonus: ReadonlyMap<string, number> | null;
}

/** What `search` reads: made once for a list, used for every key typed. */
export type SearchIndex = readonly PreparedAccount[];

const NONE: readonly MatchRange[] = [];
/** More than a better place of a match is worth, less than a whole name against the start of a word. */
const FAVOURITE = 10;
/** For the role used most; one less for each that follows. */
const MOST_USED = 6;
/** Accounts that stand before the rest for their use. */
const ACCOUNTS_FIRST = 5;

function bonuses(personal: Personal): Map<string, Map<string, number>> {
  const found = new Map<string, Map<string, number>>();
  const add = (key: string, points: number) => {
    const ofAccount = found.get(accountIdOf(key)) ?? new Map<string, number>();
    found.set(accountIdOf(key), ofAccount.set(key, (ofAccount.get(key) ?? 0) + points));
  };
  for (const key of favouritesOf(personal)) add(key, FAVOURITE);
  for (const [at, key] of byUse(personal).entries()) add(key, Math.max(1, MOST_USED - at));
  return found;
}

/** Own labels of roles, by account id and role name. */
function labelsOfRoles({ roles }: Personal): Map<string, Map<string, Field>> {
  const found = new Map<string, Map<string, Field>>();
  for (const [key, { label }] of Object.entries(roles)) {
    if (!label) continue;
    const id = accountIdOf(key);
    const ofAccount = found.get(id) ?? new Map<string, Field>();
    found.set(id, ofAccount.set(key.slice(id.length + 1), field(label)));
  }
  return found;
}

/** Accounts of the roles used most, the favourites apart: those are at hand anyway. */
function usedFirst(personal: Personal): string[] {
  const favourites = favouritesOf(personal);
  const used = byUse(personal).filter((key) => !favourites.has(key));
  return [...new Set(used.map(accountIdOf))].slice(0, ACCOUNTS_FIRST);
}

/**
 * Prepares a list for searching. The order never changes while typing: accounts in use first, then by name, numbers by
 * their value.
 */
export function prepareSearch(accounts: readonly IndexedAccount[], personal: Personal = nothingPersonal): SearchIndex {
  const { compare } = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
  const bonusOf = bonuses(personal);
  const labelsOf = labelsOfRoles(personal);
  const first = usedFirst(personal);
  const place = ({ account: { accountId } }: PreparedAccount) => {
    const at = first.indexOf(accountId);
    return at === -1 ? first.length : at;
  };
  const shown = ({ label, name }: PreparedAccount) => label.shown || name.shown;
  return accounts
    .map((account) => ({
      account,
      production: personal.accounts[account.accountId]?.production ?? false,
      label: field(personal.accounts[account.accountId]?.label ?? ''),
      name: field(account.accountName),
      id: field(account.accountId),
      email: field(account.emailAddress),
      roles: account.roles?.map(field) ?? null,
      roleLabels: labelsOf.get(account.accountId) ?? null,
      bonus: bonusOf.get(account.accountId) ?? null,
    }))
    .sort((a, b) => place(a) - place(b) || compare(shown(a), shown(b)) || compare(a.id.shown, b.id.shown));
}

/** How well each word fits the account itself; a name counts for more than an id, an id for more than an address. */
const accountScores = ({ label, name, id, email }: PreparedAccount, words: readonly string[]): number[] =>
  words.map((word) =>
    Math.max(closeness(name, word) * 4, closeness(label, word) * 4, closeness(id, word) * 3, closeness(email, word)),
  );

/** How a role's name fits, apart from its account. */
interface RoleFit {
  readonly scores: readonly number[];
  readonly hit: RoleHit;
}

/** Fits of one search by name: permission sets repeat in account after account. */
type RoleFits = Map<string, RoleFit>;

function fitOf(role: Field, words: readonly string[], known: RoleFits): RoleFit {
  const before = known.get(role.shown);
  if (before) return before;
  const scores = words.map((word) => closeness(role, word) * 4);
  const fit = { scores, hit: { roleName: role.shown, matches: rangesOf(role, words), label: '', labelMatches: NONE } };
  known.set(role.shown, fit);
  return fit;
}

/** The same where the role has a label, which counts as much as its name. */
function labelledFit({ scores, hit }: RoleFit, label: Field, words: readonly string[]): RoleFit {
  return {
    scores: words.map((word, at) => Math.max(scores[at] ?? 0, closeness(label, word) * 4)),
    hit: { ...hit, label: label.shown, labelMatches: rangesOf(label, words) },
  };
}

/** The sum over all words of the better fit, or 0 when a word fits neither account nor role. */
function roleScore(role: readonly number[], account: readonly number[]): number {
  let sum = 0;
  for (let at = 0; at < role.length; at += 1) {
    const score = Math.max(account[at] ?? 0, role[at] ?? 0);
    if (score === 0) return 0;
    sum += score;
  }
  return sum;
}

interface Scored<Hit> {
  readonly hit: Hit;
  readonly score: number;
}

/** Best first; equals keep the order they had. */
function ranked<Hit>(scored: Scored<Hit>[]): Hit[] {
  if (scored.length > 1) scored.sort((a, b) => b.score - a.score);
  return scored.map(({ hit }) => hit);
}

/** The roles that fit, best first, with the best one's score; this runs for every account at every key. */
function rolesThatFit(
  { account: { accountId }, bonus, roleLabels }: PreparedAccount,
  roles: readonly Field[],
  ofAccount: readonly number[],
  fits: Fits,
) {
  const scored: Scored<RoleHit>[] = [];
  let best = 0;
  for (const role of roles) {
    const label = roleLabels?.get(role.shown);
    const byName = fitOf(role, fits.words, fits.known);
    const { scores, hit } = label ? labelledFit(byName, label, fits.words) : byName;
    const fit = roleScore(scores, ofAccount);
    if (fit === 0) continue;
    const score = fit + (bonus?.get(roleKey({ accountId, roleName: role.shown })) ?? 0);
    scored.push({ score, hit });
    if (score > best) best = score;
  }
  return { best, roles: ranked(scored) };
}

interface Fits {
  readonly words: readonly string[];
  readonly known: RoleFits;
}

function judge(prepared: PreparedAccount, fits: Fits): Scored<AccountHit> | null {
  const scores = accountScores(prepared, fits.words);
  const found = prepared.roles && rolesThatFit(prepared, prepared.roles, scores, fits);
  // Roles still unknown may hold the words the account lacks, so one fitting word is enough to offer it, far below.
  const unloaded = scores.every((each) => each > 0) ? scores.reduce((a, b) => a + b, 0) : Math.max(...scores) / 100;
  const score = found ? found.best : unloaded;
  if (score === 0) return null;
  return { score, hit: hitOf(prepared, fits.words, found?.roles ?? null) };
}

function hitOf(prepared: PreparedAccount, words: readonly string[], roles: readonly RoleHit[] | null): AccountHit {
  const { account, label, production, name, id, email } = prepared;
  return {
    account,
    label: label.shown,
    production,
    roles,
    get labelMatches() {
      return rangesOf(label, words);
    },
    get nameMatches() {
      return rangesOf(name, words);
    },
    get idMatches() {
      return rangesOf(id, words);
    },
    get emailMatches() {
      return rangesOf(email, words);
    },
  };
}

/** All roles of an account, those in use first. */
function everyRole({ account: { accountId }, roles, bonus, roleLabels }: PreparedAccount): RoleHit[] | null {
  const labelOf = (role: string) => roleLabels?.get(role)?.shown ?? '';
  const hitOf = ({ shown }: Field) => ({
    roleName: shown,
    matches: NONE,
    label: labelOf(shown),
    labelMatches: NONE,
  });
  const all = roles?.map(hitOf) ?? null;
  return bonus && all
    ? ranked(all.map((hit) => ({ hit, score: bonus.get(roleKey({ accountId, roleName: hit.roleName })) ?? 0 })))
    : all;
}

/**
 * The accounts and roles that hold every word of `query`, in any order, over account name, id, e-mail, role and own
 * labels; best first, where favourites and roles in use count for more. An empty query gives everything in the index's
 * own order.
 */
export function search(index: SearchIndex, query: string): AccountHit[] {
  const words = searchWords(query);
  if (words.length === 0) return index.map((each) => hitOf(each, words, everyRole(each)));
  const scored: Scored<AccountHit>[] = [];
  const fits: Fits = { words, known: new Map() };
  for (const prepared of index) {
    const result = judge(prepared, fits);
    if (result) scored.push(result);
  }
  return ranked(scored);
}
