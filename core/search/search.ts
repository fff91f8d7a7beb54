import type { IndexedAccount } from '../protocol/messages.ts';
import { emailFit, FIT, type Fit, idFit, textFit } from './fits.ts';
import { emailRanges, idRanges, type MatchRange, textRanges } from './match-ranges.ts';
import { bestFirst, type Match, type Ranked, rankOf, unknownRoles } from './ranks.ts';
import { allRoles, matchingRoles, newRun, type RoleHit, type SearchRun } from './role-matches.ts';
import type { PreparedAccount, SearchIndex } from './search-index.ts';
import { type TypedWord, typedWords } from './typed-words.ts';
import { better, wholeName } from './whole-names.ts';

export type { RoleHit } from './role-matches.ts';
export { prepareSearch, type SearchIndex } from './search-index.ts';

/**
 * An account with the roles that match. The match ranges are computed only when they are read, because the popup shows
 * only a few of thousands of hits.
 */
export interface AccountHit {
  readonly account: IndexedAccount;
  /** The person's own label, or empty. */
  readonly label: string;
  /** Whether the person marked the account as production. */
  readonly production: boolean;
  readonly labelMatches: readonly MatchRange[];
  readonly nameMatches: readonly MatchRange[];
  readonly idMatches: readonly MatchRange[];
  readonly emailMatches: readonly MatchRange[];
  /** The matching roles; null until the roles are loaded. */
  readonly roles: readonly RoleHit[] | null;
}

/** How the typed words fit the account itself. */
function accountMatch({ label, name, id, email }: PreparedAccount, words: readonly TypedWord[]): Match {
  const nameFits = words.map((word) => textFit(name, word));
  const labelFits = words.map((word) => textFit(label, word));
  return {
    fits: words.map((word, index) => {
      const fit = Math.min(nameFits[index] ?? FIT.none, labelFits[index] ?? FIT.none, idFit(id, word)) as Fit;
      return fit < FIT.email ? fit : (Math.min(fit, emailFit(email, word)) as Fit);
    }),
    whole: better(wholeName(name, words, nameFits), wholeName(label, words, labelFits)),
  };
}

/**
 * The hit for an account without loaded roles. One fitting word is enough, because the roles may contain the other
 * words. A word of the e-mail address is not enough, because all accounts may have the same domain.
 */
function unloadedHit(
  prepared: PreparedAccount,
  match: Match,
  { words, weights }: SearchRun,
): Ranked<AccountHit> | null {
  const { fits } = match;
  if (fits.includes(FIT.none) && fits.every((fit) => fit === FIT.none || fit === FIT.email)) return null;
  return { rank: rankOf(match, unknownRoles(words.length), 0, weights), hit: hitOf(prepared, words, null) };
}

function rankedHit(prepared: PreparedAccount, run: SearchRun): Ranked<AccountHit> | null {
  const match = accountMatch(prepared, run.words);
  if (!prepared.roles) return unloadedHit(prepared, match, run);
  const { best, roles } = matchingRoles(prepared, prepared.roles, match, run);
  return best && { rank: best, hit: hitOf(prepared, run.words, roles) };
}

function hitOf(prepared: PreparedAccount, words: readonly TypedWord[], roles: readonly RoleHit[] | null): AccountHit {
  const { account, label, production, name, id, email } = prepared;
  return {
    account,
    label: label.shown,
    production,
    roles,
    get labelMatches() {
      return textRanges(label, words);
    },
    get nameMatches() {
      return textRanges(name, words);
    },
    get idMatches() {
      return idRanges(id, words);
    },
    get emailMatches() {
      return emailRanges(email, words);
    },
  };
}

/**
 * Finds the accounts and roles that every word of `query` fits. The order of the words does not matter. A word may fit
 * the name or the label of the account or role, the e-mail address, or the account id if it has at least four digits.
 * `FIT` says which fit is better.
 * @returns the best hits first. Between equal hits, favourites and used roles come first. An empty query finds all
 * accounts and roles, in the order of the index.
 */
export function search(index: SearchIndex, query: string): AccountHit[] {
  const words = typedWords(query);
  if (words.length === 0) return index.map((prepared) => hitOf(prepared, words, allRoles(prepared)));
  const run = newRun(words);
  return bestFirst(index.flatMap((prepared) => rankedHit(prepared, run) ?? []));
}
