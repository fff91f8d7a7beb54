import { roleKey } from '../role-key.ts';
import type { Field } from './fields.ts';
import { FIT, type Fit, textFit } from './fits.ts';
import { type MatchRange, textRanges } from './match-ranges.ts';
import { bestFirst, compareRanks, type Match, type Rank, type Ranked, rankOf, weightsFor } from './ranks.ts';
import type { PreparedAccount } from './search-index.ts';
import type { TypedWord } from './typed-words.ts';
import { better, wholeName } from './whole-names.ts';

/** A role that a search found. */
export interface RoleHit {
  readonly roleName: string;
  readonly matches: readonly MatchRange[];
  /** The person's own label, or empty. */
  readonly label: string;
  readonly labelMatches: readonly MatchRange[];
}

/** How a role matches the typed words. The match of its account is not included. */
interface RoleMatch extends Match {
  readonly hit: RoleHit;
}

/**
 * The data of one search: the typed words, and the matches that were already computed for role names. A match is used
 * again, because many accounts have roles with the same name.
 */
export interface SearchRun {
  readonly words: readonly TypedWord[];
  /** The result of `weightsFor` for this number of words. */
  readonly weights: readonly number[];
  readonly byRoleName: Map<string, RoleMatch>;
}

/** Begins a search. */
export const newRun = (words: readonly TypedWord[]): SearchRun => ({
  words,
  weights: weightsFor(words.length),
  byRoleName: new Map(),
});

const NO_MATCHES: readonly MatchRange[] = [];

function matchOf(role: Field, { words, byRoleName }: SearchRun): RoleMatch {
  const known = byRoleName.get(role.shown);
  if (known) return known;
  const fits = words.map((word) => textFit(role, word));
  const hit = { roleName: role.shown, matches: textRanges(role, words), label: '', labelMatches: NO_MATCHES };
  const match = { fits, whole: wholeName(role, words, fits), hit };
  byRoleName.set(role.shown, match);
  return match;
}

/** The match of a role that has a label. A fit with the label counts as much as a fit with the role's name. */
function withLabel({ fits, whole, hit }: RoleMatch, label: Field, words: readonly TypedWord[]): RoleMatch {
  const labelFits = words.map((word) => textFit(label, word));
  return {
    fits: fits.map((fit, index) => Math.min(fit, labelFits[index] ?? FIT.none) as Fit),
    whole: better(whole, wholeName(label, words, labelFits)),
    hit: { ...hit, label: label.shown, labelMatches: textRanges(label, words) },
  };
}

/** Whether each word fits the account or the role. */
const fitsAll = (account: Match, role: Match): boolean =>
  role.fits.every((fit, index) => fit !== FIT.none || account.fits[index] !== FIT.none);

/**
 * The matching roles of an account, best first. The function runs for every account at every key press.
 * @param ofAccount how the account itself matches.
 * @returns the hits and the best rank; null if no role matches.
 */
export function matchingRoles(
  { account: { accountId }, points, roleLabels }: PreparedAccount,
  roles: readonly Field[],
  ofAccount: Match,
  run: SearchRun,
): { readonly best: Rank | null; readonly roles: RoleHit[] } {
  const found: Ranked<RoleHit>[] = [];
  let best: Rank | null = null;
  for (const role of roles) {
    const label = roleLabels?.get(role.shown);
    const byName = matchOf(role, run);
    const match = label ? withLabel(byName, label, run.words) : byName;
    if (!fitsAll(ofAccount, match)) continue;
    const ownPoints = points?.get(roleKey({ accountId, roleName: role.shown })) ?? 0;
    const rank = rankOf(ofAccount, match, ownPoints, run.weights);
    found.push({ rank, hit: match.hit });
    if (best === null || compareRanks(rank, best) < 0) best = rank;
  }
  return { best, roles: bestFirst(found) };
}

/** All roles of an account. The used roles come first. Null until the roles are loaded. */
export function allRoles({ account: { accountId }, roles, points, roleLabels }: PreparedAccount): RoleHit[] | null {
  const hits = roles?.map(({ shown }) => ({
    roleName: shown,
    matches: NO_MATCHES,
    label: roleLabels?.get(shown)?.shown ?? '',
    labelMatches: NO_MATCHES,
  }));
  if (!hits || !points) return hits ?? null;
  const pointsOf = ({ roleName }: RoleHit) => points.get(roleKey({ accountId, roleName })) ?? 0;
  return hits.sort((a, b) => pointsOf(b) - pointsOf(a));
}
