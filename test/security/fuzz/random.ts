/** A source of random numbers that gives the same numbers for the same seed. */
export interface Random {
  /** A whole number from 0 to `end` - 1. */
  below(end: number): number;
  /** One of `list`, which must not be empty. */
  pick<T>(list: readonly T[]): T;
  /** Gives true in one of `times` calls on average, otherwise false. */
  once(times: number): boolean;
}

/** The generator mulberry32. @param seed any whole number */
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

/** The seed of a run: the variable `KEYFERRY_SEED`, with which a failure can be repeated, or the usual seed. */
export const seedOf = (usual: number): number => Number(process.env.KEYFERRY_SEED ?? usual);

/** Whether the long form of the tests runs, with `npm run test:soak`. */
export const isSoak = Boolean(process.env.KEYFERRY_SOAK);
