import type { IndexedAccount } from '../protocol/messages.ts';
import { closeness, type MatchRange, rangesOf, searchWords } from './fields.ts';
import { allRoles, matchingRoles, type RoleHit, ranked, type Scored, type SearchRun } from './role-scores.ts';
import type { PreparedAccount, SearchIndex } from './search-index.ts';

export type { RoleHit } from './role-scores.ts';
export { prepareSearch, type SearchIndex } from './search-index.ts';

/**
 * An account with the roles that match. Its match ranges are computed when they are read, because a screen shows only a
 * few of thousands of hits.
 */
export interface AccountHit {
  readonly account: IndexedAccount;
  /** The person's own label, or empty. */
  readonly label: string;
  /** Marked as production by the person. */
  readonly production: boolean;
  readonly labelMatches: readonly MatchRange[];
  readonly nameMatches: readonly MatchRange[];
  readonly idMatches: readonly MatchRange[];
  readonly emailMatches: readonly MatchRange[];
  /** Null until the roles are loaded. */
  readonly roles: readonly RoleHit[] | null;
}

/** How well each word matches the account itself. A name counts more than an id, an id more than an address. */
const accountScores = ({ label, name, id, email }: PreparedAccount, words: readonly string[]): number[] =>
  words.map((word) =>
    Math.max(closeness(name, word) * 4, closeness(label, word) * 4, closeness(id, word) * 3, closeness(email, word)),
  );

/** The score of an account whose roles are not loaded. They may contain the missing words, so one word is enough. */
const scoreWithoutRoles = (scores: readonly number[]): number =>
  scores.every((score) => score > 0) ? scores.reduce((sum, score) => sum + score, 0) : Math.max(...scores) / 100;

function scoredHit(prepared: PreparedAccount, run: SearchRun): Scored<AccountHit> | null {
  const scores = accountScores(prepared, run.words);
  const matching = prepared.roles && matchingRoles(prepared, prepared.roles, scores, run);
  const score = matching ? matching.best : scoreWithoutRoles(scores);
  return score === 0 ? null : { score, hit: hitOf(prepared, run.words, matching?.roles ?? null) };
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

/**
 * Finds the accounts and roles that contain every word of `query`, in any order, in account name, id, e-mail address,
 * role name or the person's labels.
 * @returns best first; favourites and used roles count more. An empty query gives everything in the index's own order.
 */
export function search(index: SearchIndex, query: string): AccountHit[] {
  const words = searchWords(query);
  if (words.length === 0) return index.map((prepared) => hitOf(prepared, words, allRoles(prepared)));
  const run: SearchRun = { words, byRoleName: new Map() };
  return ranked(index.flatMap((prepared) => scoredHit(prepared, run) ?? []));
}
