import { fold } from './fields.ts';

/** A word of a query. */
export interface TypedWord {
  /** In lower case without accents. */
  readonly text: string;
  /** What to look for in account ids; empty if the word cannot be a part of an id. */
  readonly ids: readonly string[];
  /** Number of its letters, without digits. */
  readonly letters: number;
}

/** The fewest digits that are looked for in ids. A shorter number is a part of a name. */
const MIN_ID_DIGITS = 4;

const DIGITS = /^\d+$/;
const GROUP = /^\d{4}$/;

/** The words of a text between blanks: its letters and digits, or all of it if it has none. */
const wordsIn = (text: string): readonly string[] => text.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [text];

/**
 * The number at `at`, and the same number joined with the groups of four digits before it. The portal writes ids in
 * such groups: `1111 2222 33`.
 */
function idsOf(words: readonly string[], at: number): string[] {
  const word = words[at] ?? '';
  if (!DIGITS.test(word)) return [];
  let from = at;
  while (from > 0 && GROUP.test(words[from - 1] ?? '')) from -= 1;
  const joined = words.slice(from, at + 1).join('');
  return [...new Set([joined, word])].filter((digits) => digits.length >= MIN_ID_DIGITS);
}

/** The words of a query: `Prod-14  1111-2222` → `prod`, `14`, `1111`, `2222`. */
export function typedWords(query: string): TypedWord[] {
  const words = fold(query).split(/\s+/).filter(Boolean).flatMap(wordsIn);
  return words.map((text, at) => ({
    text,
    ids: idsOf(words, at),
    letters: (text.match(/\p{L}/gu) ?? []).length,
  }));
}
