import { FIT, type Fit } from './fits.ts';
import { NOT_WHOLE, type WholeName } from './whole-names.ts';

/** How well a role or account fits the typed words. Use `compareRanks` to compare two ranks. */
export interface Rank {
  /**
   * The fits of all words as one number. A smaller number is better. The number of words with the worst fit is the most
   * important. Then comes the number of words with the next better fit, and so on.
   */
  readonly misfit: number;
  /** Number of letters in the names that consist only of typed words. */
  readonly letters: number;
  /** Number of completely typed names for which the person typed the words in the order of the name. */
  readonly inOrder: number;
  /** Points for favourites and for use. */
  readonly points: number;
}

/** How each typed word fits an account or a role, and whether the whole name was typed. */
export interface Match {
  readonly fits: readonly Fit[];
  readonly whole: WholeName;
}

/** The match for roles that are not loaded yet. No word fits such a role. */
export function unknownRoles(words: number): Match {
  return { fits: Array<Fit>(words).fill(FIT.none), whole: NOT_WHOLE };
}

/**
 * The weight of each fit in `Rank.misfit`. A worse fit has a much larger weight. So one word with a bad fit counts more
 * than all other words together, if the other words have a better fit.
 */
export const weightsFor = (words: number): readonly number[] =>
  Object.values(FIT).map((fit) => (fit === FIT.word ? 0 : (words + 1) ** fit));

/**
 * The rank of a role in its account. Each word may fit the account or the role; only the better of these two fits
 * counts.
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
 * Compares two ranks. Sorting with this function puts the best rank first. The typed words decide first, then the
 * points for favourites and use. For equal ranks, the function returns 0, so their order stays.
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
