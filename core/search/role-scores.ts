import { roleKey } from '../role-key.ts';
import { closeness, type Field, type MatchRange, rangesOf } from './fields.ts';
import type { PreparedAccount } from './search-index.ts';

/** A role that a search found. */
export interface RoleHit {
  readonly roleName: string;
  readonly matches: readonly MatchRange[];
  /** The person's own label, or empty. */
  readonly label: string;
  readonly labelMatches: readonly MatchRange[];
}

/** Something that a search found, with its score. */
export interface Scored<Hit> {
  readonly hit: Hit;
  readonly score: number;
}

/** How well each word matches a role, without its account. */
interface RoleMatch {
  readonly scores: readonly number[];
  readonly hit: RoleHit;
}

/** The words of one search, and what is already known about role names: permission sets repeat in every account. */
export interface SearchRun {
  readonly words: readonly string[];
  readonly byRoleName: Map<string, RoleMatch>;
}

export const NO_MATCHES: readonly MatchRange[] = [];

function matchOf(role: Field, { words, byRoleName }: SearchRun): RoleMatch {
  const known = byRoleName.get(role.shown);
  if (known) return known;
  const hit = { roleName: role.shown, matches: rangesOf(role, words), label: '', labelMatches: NO_MATCHES };
  const match = { scores: words.map((word) => closeness(role, word) * 4), hit };
  byRoleName.set(role.shown, match);
  return match;
}

/** The same for a role with a label, which counts as much as its name. */
function withLabel({ scores, hit }: RoleMatch, label: Field, words: readonly string[]): RoleMatch {
  return {
    scores: words.map((word, index) => Math.max(scores[index] ?? 0, closeness(label, word) * 4)),
    hit: { ...hit, label: label.shown, labelMatches: rangesOf(label, words) },
  };
}

/** The sum of the better score of each word, or 0 if a word matches neither the account nor the role. */
function totalScore(role: readonly number[], account: readonly number[]): number {
  let sum = 0;
  for (let index = 0; index < role.length; index += 1) {
    const score = Math.max(account[index] ?? 0, role[index] ?? 0);
    if (score === 0) return 0;
    sum += score;
  }
  return sum;
}

/** The hits, best first. Equal scores keep their order. */
export function ranked<Hit>(scored: Scored<Hit>[]): Hit[] {
  if (scored.length > 1) scored.sort((a, b) => b.score - a.score);
  return scored.map(({ hit }) => hit);
}

/**
 * The roles of an account that match, best first. Runs for every account at every key press.
 * @param ofAccount the account's own score for each word.
 * @returns the hits and the best score, 0 if there is none.
 */
export function matchingRoles(
  { account: { accountId }, bonus, roleLabels }: PreparedAccount,
  roles: readonly Field[],
  ofAccount: readonly number[],
  run: SearchRun,
): { readonly best: number; readonly roles: RoleHit[] } {
  const scored: Scored<RoleHit>[] = [];
  let best = 0;
  for (const role of roles) {
    const label = roleLabels?.get(role.shown);
    const byName = matchOf(role, run);
    const { scores, hit } = label ? withLabel(byName, label, run.words) : byName;
    const total = totalScore(scores, ofAccount);
    if (total === 0) continue;
    const score = total + (bonus?.get(roleKey({ accountId, roleName: role.shown })) ?? 0);
    scored.push({ score, hit });
    if (score > best) best = score;
  }
  return { best, roles: ranked(scored) };
}

/** All roles of an account, used ones first; null until they are loaded. */
export function allRoles({ account: { accountId }, roles, bonus, roleLabels }: PreparedAccount): RoleHit[] | null {
  const hits = roles?.map(({ shown }) => ({
    roleName: shown,
    matches: NO_MATCHES,
    label: roleLabels?.get(shown)?.shown ?? '',
    labelMatches: NO_MATCHES,
  }));
  if (!hits || !bonus) return hits ?? null;
  return ranked(hits.map((hit) => ({ hit, score: bonus.get(roleKey({ accountId, roleName: hit.roleName })) ?? 0 })));
}
