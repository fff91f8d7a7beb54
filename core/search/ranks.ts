import { FIT, type Fit } from './fits.ts';
import { NOT_WHOLE, type WholeName } from './whole-names.ts';

/** How well a role or account was found. Compare with `compareRanks`. */
export interface Rank {
  /**
   * The fits of all words as one number; a smaller number is better. The number of words with the worst fit counts
   * most, then the number of words with the next worst fit, and so on.
   */
  readonly misfit: number;
  /** Number of letters in the names that consist only of typed words. */
  readonly letters: number;
  /** Number of these completely typed names whose words were typed in the order of the name. */
  readonly inOrder: number;
  /** Points of favourites and used roles. */
  readonly points: number;
}

/** How each typed word fits an account or a role, and whether the whole name was typed. */
export interface Match {
  readonly fits: readonly Fit[];
  readonly whole: WholeName;
}

/** The match of an account's roles before they are loaded: no word fits. */
export function unknownRoles(words: number): Match {
  return { fits: Array<Fit>(words).fill(FIT.none), whole: NOT_WHOLE };
}

/**
 * The weight of each fit in `Rank.misfit`. One word with a fit weighs more than all words together with the next better
 * fit.
 */
export const weightsFor = (words: number): readonly number[] =>
  Object.values(FIT).map((fit) => (fit === FIT.word ? 0 : (words + 1) ** fit));

/**
 * The rank of a role in its account. For each word, the better of two fits counts: its fit with the account or its fit
 * with the role.
 */
export function rankOf(account: Match, role: Match, points: number, weights: readonly number[]): Rank {
  let misfit = 0;
  for (let index = 0; index < role.fits.length; index += 1) {
    misfit += weights[Math.min(account.fits[index] ?? FIT.none, role.fits[index] ?? FIT.none)] ?? 0;
  }
  return {
    misfit,
    letters: account.whole.letters + role.whole.letters,
    inOrder: Number(account.whole.inOrder) + Number(role.whole.inOrder),
    points,
  };
}

/**
 * Compares two ranks for sorting, the best first. The typed words decide first, and then the points for favourites and
 * use. If the result is 0, the order of the list stays.
 */
export const compareRanks = (a: Rank, b: Rank): number =>
  a.misfit - b.misfit || b.letters - a.letters || b.inOrder - a.inOrder || b.points - a.points;

/** Something that a search found. */
export interface Ranked<Hit> {
  readonly hit: Hit;
  readonly rank: Rank;
}

/** The hits, best first. Hits with equal ranks keep their order. */
export function bestFirst<Hit>(found: Ranked<Hit>[]): Hit[] {
  if (found.length > 1) found.sort((a, b) => compareRanks(a.rank, b.rank));
  return found.map(({ hit }) => hit);
}
