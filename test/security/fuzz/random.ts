/** A source of random numbers. The same seed always gives the same numbers. */
export interface Random {
  /** A whole number from 0 to `end` - 1. */
  below(end: number): number;
  /** One element of `list`. The list must not be empty. */
  pick<T>(list: readonly T[]): T;
  /** Returns true in one of `times` calls on average, otherwise false. */
  once(times: number): boolean;
}

/**
 * Makes a source of random numbers with the method mulberry32.
 * @param seed any whole number
 */
export function createRandom(seed: number): Random {
  let state = seed | 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (end: number) => Math.floor(next() * end);
  return { below, pick: (list) => list[below(list.length)] as never, once: (times) => below(times) === 0 };
}

/**
 * The seed of a run. With the variable `KEYFERRY_SEED`, a person can set the seed to repeat a failure. Without this
 * variable, the seed is `usual`.
 */
export const seedOf = (usual: number): number => Number(process.env.KEYFERRY_SEED ?? usual);

/** Whether this is the long form of the tests, which `npm run test:soak` starts. */
export const isSoak = Boolean(process.env.KEYFERRY_SOAK);
