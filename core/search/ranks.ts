import { FIT, type Fit } from './fits.ts';
import { NOT_WHOLE, type WholeName } from './whole-names.ts';

/** How well a role or account was found. Compare with `compareRanks`. */
export interface Rank {
  /** The fits of all words as one number: the one with fewer words of the worst fit is smaller, then of the next fit. */
  readonly misfit: number;
  /** Letters of the names that consist of typed words alone. */
  readonly letters: number;
  /** The number of such names whose words were typed in their order. */
  readonly inOrder: number;
  /** Points of favourites and used roles. */
  readonly points: number;
}

/** How each typed word fits an account or a role, and whether all of its name was typed. */
export interface Match {
  readonly fits: readonly Fit[];
  readonly whole: WholeName;
}

/** What is known of the roles of an account before they are loaded. */
export function unknownRoles(words: number): Match {
  return { fits: Array<Fit>(words).fill(FIT.none), whole: NOT_WHOLE };
}

/** The numbers that `Rank.misfit` adds up: each outweighs the one before it in every word. */
export const weightsFor = (words: number): readonly number[] =>
  Object.values(FIT).map((fit) => (fit === FIT.word ? 0 : (words + 1) ** fit));

/** The rank of a role in its account, each word by its better fit. A word that fits nowhere counts as the worst fit. */
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

/** Best first: what was typed decides, and only among equals what the person uses. 0 keeps the order of the list. */
export const compareRanks = (a: Rank, b: Rank): number =>
  a.misfit - b.misfit || b.letters - a.letters || b.inOrder - a.inOrder || b.points - a.points;

/** Something that a search found. */
export interface Ranked<Hit> {
  readonly hit: Hit;
  readonly rank: Rank;
}

/** The hits, best first. Equals keep their order. */
export function bestFirst<Hit>(found: Ranked<Hit>[]): Hit[] {
  if (found.length > 1) found.sort((a, b) => compareRanks(a.rank, b.rank));
  return found.map(({ hit }) => hit);
}
