/** One row of the benchmark table. */
export interface Row {
  readonly what: string;
  readonly figure: string;
  readonly aim: string;
  /** Whether the figure reaches its aim; null if it has no aim. */
  readonly met: boolean | null;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

/** Milliseconds that `run` takes. */
export async function time(run: () => unknown): Promise<number> {
  const started = performance.now();
  await run();
  return performance.now() - started;
}

/**
 * Measures two functions in turn (A B A B …), after some runs that do not count. If the machine becomes slower, the
 * times of both functions become longer.
 * @returns the two medians in ms, and the median of the ratios of all pairs
 */
export async function inPairs(
  rounds: number,
  a: () => Promise<number>,
  b: () => Promise<number>,
  warmUps = 1,
): Promise<{ a: number; b: number; ratio: number }> {
  for (let round = 0; round < warmUps; round++) {
    await a();
    await b();
  }
  const pairs: Array<readonly [number, number]> = [];
  for (let round = 0; round < rounds; round++) pairs.push([await a(), await b()]);
  return {
    a: median(pairs.map(([first]) => first)),
    b: median(pairs.map(([, second]) => second)),
    ratio: median(pairs.map(([first, second]) => first / second)),
  };
}

export const ms = (value: number): string => `${value.toFixed(value < 10 ? 2 : 1)} ms`;
export const times = (value: number): string => `${value.toFixed(2)} x`;
