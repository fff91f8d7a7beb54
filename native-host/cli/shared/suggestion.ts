/**
 * The number of steps that change one word into the other. A step inserts, deletes or replaces a letter, or swaps two
 * letters that are side by side.
 */
function distance(from: string, to: string): number {
  const rows: number[][] = [Array.from({ length: to.length + 1 }, (_, column) => column)];
  const at = (row: number, column: number) => rows[row]?.[column] ?? Number.POSITIVE_INFINITY;
  for (let row = 1; row <= from.length; row++) {
    rows.push([row]);
    for (let column = 1; column <= to.length; column++) {
      const isSame = from[row - 1] === to[column - 1];
      const isSwapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      const steps = [at(row - 1, column) + 1, at(row, column - 1) + 1, at(row - 1, column - 1) + (isSame ? 0 : 1)];
      rows[row]?.push(Math.min(...steps, isSwapped ? at(row - 2, column - 2) + 1 : Number.POSITIVE_INFINITY));
    }
  }
  return at(from.length, to.length);
}

/** The word in `words` that the user probably meant, or null. */
export function suggestion(word: string, words: readonly string[]): string | null {
  // Such a long text cannot be a misspelt command.
  if (word.length > 20) return null;
  const [best] = words
    .map((each) => ({ each, off: distance(word.toLowerCase(), each) }))
    .filter(({ each, off }) => off <= Math.min(2, each.length - 1))
    .toSorted((a, b) => a.off - b.off);
  return best?.each ?? null;
}
