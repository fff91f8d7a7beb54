import { fold } from './fields.ts';

/** A word of a query. */
export interface TypedWord {
  /** The word in lower case without accents. */
  readonly text: string;
  /** The sequences of digits to look for in account ids; empty if the word cannot be a part of an id. */
  readonly ids: readonly string[];
  /** Number of letters in the word. Digits do not count. */
  readonly letters: number;
}

/**
 * The search compares a typed number with account ids only if the number has at least this many digits. A shorter
 * number is only compared with names.
 */
const MIN_ID_DIGITS = 4;

const DIGITS = /^\d+$/;
const GROUP = /^\d{4}$/;

/**
 * The words in a part of the query that has no blanks. Only letters and digits form words. A part without letters and
 * digits is one word.
 */
const wordsIn = (text: string): readonly string[] => text.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [text];

/**
 * The digits to look for in account ids. The first result is the word at `at`, joined with the groups of four digits
 * before it, because the portal writes ids in such groups: `1111 2222 33`. The second result is the word alone.
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
