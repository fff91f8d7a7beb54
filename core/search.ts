import type { IndexedAccount } from './messages.ts';

/** Where a text matched, as `[start, end)` in UTF-16 units of the text as it is shown. */
export type MatchRange = readonly [start: number, end: number];

export interface RoleHit {
  readonly roleName: string;
  readonly matches: readonly MatchRange[];
}

/**
 * An account with the roles that match; `roles` is null while they are not loaded. The ranges are worked out when they
 * are read: of thousands of hits a screen shows a few.
 */
export interface AccountHit {
  readonly account: IndexedAccount;
  readonly nameMatches: readonly MatchRange[];
  readonly idMatches: readonly MatchRange[];
  readonly emailMatches: readonly MatchRange[];
  readonly roles: readonly RoleHit[] | null;
}

/** A text with its folded twin of the same length, so that a match's place holds in both. */
interface Field {
  readonly shown: string;
  readonly folded: string;
}

interface PreparedAccount {
  readonly account: IndexedAccount;
  readonly name: Field;
  readonly id: Field;
  readonly email: Field;
  readonly roles: readonly Field[] | null;
}

/** What `search` reads: made once for a list, used for every key typed. Sorted by account name. */
export type SearchIndex = readonly PreparedAccount[];

const NONE: readonly MatchRange[] = [];

/** Lower case without accents, one unit for one unit: `Zürich` → `zurich`. */
function fold(text: string): string {
  const lower = text.toLowerCase();
  if (/^[\x20-\x7e]*$/.test(text)) return lower;
  return Array.from({ length: text.length }, (_, at) => {
    const plain = text.charAt(at).normalize('NFD').charAt(0).toLowerCase();
    return plain.length === 1 ? plain : text.charAt(at);
  }).join('');
}

const field = (shown: string): Field => ({ shown, folded: fold(shown) });

/** Prepares a list for searching; the order is by name, numbers by their value, and never changes while typing. */
export function prepareSearch(accounts: readonly IndexedAccount[]): SearchIndex {
  const { compare } = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
  return accounts
    .map((account) => ({
      account,
      name: field(account.accountName),
      id: field(account.accountId),
      email: field(account.emailAddress),
      roles: account.roles?.map(field) ?? null,
    }))
    .sort((a, b) => compare(a.name.shown, b.name.shown) || compare(a.id.shown, b.id.shown));
}

/** `Prod  1111-2222` → `prod`, `11112222`: ids may be typed as the portal groups them. */
export function searchWords(query: string): string[] {
  const words = fold(query).split(/\s+/).filter(Boolean);
  return words.map((word) => (/^\d[\d-]*$/.test(word) ? word.replaceAll('-', '') : word));
}

const SIGN = /[^\p{L}\p{N}]/u;
const CAPITAL = /\p{Lu}/u;

/** Whether a word of `text` begins at `at`: after a blank or sign, or at a capital as in `ReadOnly`. */
function beginsWord(text: string, at: number): boolean {
  const before = text.charAt(at - 1);
  return SIGN.test(before) || (CAPITAL.test(text.charAt(at)) && !CAPITAL.test(before));
}

/** 0 no match, 1 inside a word, 3 where a word begins, 5 at the start, 6 the whole text. */
function closeness({ shown, folded }: Field, word: string): number {
  let best = 0;
  for (let at = folded.indexOf(word); at !== -1; at = folded.indexOf(word, at + 1)) {
    if (at === 0) return folded.length === word.length ? 6 : 5;
    if (beginsWord(shown, at)) return 3;
    best = 1;
  }
  return best;
}

/** How well each word fits the account itself; a name counts for more than an id, an id for more than an address. */
function accountScores({ name, id, email }: PreparedAccount, words: readonly string[]): number[] {
  return words.map((word) => Math.max(closeness(name, word) * 4, closeness(id, word) * 3, closeness(email, word)));
}

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
  const fit = { scores, hit: { roleName: role.shown, matches: rangesOf(role, words) } };
  known.set(role.shown, fit);
  return fit;
}

/** The sum over all words of the better fit, or 0 when a word fits neither account nor role. */
function roleScore(role: readonly number[], account: readonly number[]): number {
  let sum = 0;
  for (const [at, ofRole] of role.entries()) {
    const score = Math.max(account[at] ?? 0, ofRole);
    if (score === 0) return 0;
    sum += score;
  }
  return sum;
}

function rangesOf({ folded }: Field, words: readonly string[]): readonly MatchRange[] {
  const found: [number, number][] = [];
  for (const word of words) {
    for (let at = folded.indexOf(word); at !== -1; at = folded.indexOf(word, at + word.length)) {
      found.push([at, at + word.length]);
    }
  }
  return found.length === 0 ? NONE : merged(found);
}

function merged(ranges: [number, number][]): readonly MatchRange[] {
  const out: [number, number][] = [];
  for (const [start, end] of ranges.sort((a, b) => a[0] - b[0])) {
    const last = out.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else out.push([start, end]);
  }
  return out;
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
function rolesThatFit(roles: readonly Field[], account: readonly number[], words: readonly string[], known: RoleFits) {
  const scored: Scored<RoleHit>[] = [];
  let best = 0;
  for (const role of roles) {
    const { scores, hit } = fitOf(role, words, known);
    const score = roleScore(scores, account);
    if (score > 0) scored.push({ score, hit });
    if (score > best) best = score;
  }
  return { best, roles: ranked(scored) };
}

function judge(prepared: PreparedAccount, words: readonly string[], known: RoleFits): Scored<AccountHit> | null {
  const scores = accountScores(prepared, words);
  const found = prepared.roles && rolesThatFit(prepared.roles, scores, words, known);
  // Roles still unknown may hold the words the account lacks, so one fitting word is enough to offer it, far below.
  const unloaded = scores.every((each) => each > 0) ? scores.reduce((a, b) => a + b, 0) : Math.max(...scores) / 100;
  const score = found ? found.best : unloaded;
  if (score === 0) return null;
  return { score, hit: hitOf(prepared, words, found?.roles ?? null) };
}

function hitOf(prepared: PreparedAccount, words: readonly string[], roles: readonly RoleHit[] | null): AccountHit {
  const { account, name, id, email } = prepared;
  return {
    account,
    roles,
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

/**
 * The accounts and roles that hold every word of `query`, in any order, over account name, id, e-mail and role; best
 * first. An empty query gives everything in the index's own order.
 */
export function search(index: SearchIndex, query: string): AccountHit[] {
  const words = searchWords(query);
  if (words.length === 0) {
    const all = (roles: readonly Field[]) => roles.map(({ shown }) => ({ roleName: shown, matches: NONE }));
    return index.map((each) => hitOf(each, words, each.roles && all(each.roles)));
  }
  const scored: Scored<AccountHit>[] = [];
  const known: RoleFits = new Map();
  for (const prepared of index) {
    const result = judge(prepared, words, known);
    if (result) scored.push(result);
  }
  return ranked(scored);
}
