import type { Field } from './fields.ts';
import type { TypedWord } from './typed-words.ts';

const isDigit = (char: string) => char >= '0' && char <= '9';

/**
 * Compares `word` with the part of the text that begins at `from`, and allows one slip: a letter is missing, added or
 * wrong, or two letters are exchanged. A slip in a digit is not allowed, because `14` and `54` are different accounts.
 * @returns the possible ends of the part; empty if the word does not fit.
 */
function slipEnds(text: string, from: number, word: string): number[] {
  let same = 0;
  while (same < word.length && word.charAt(same) === text.charAt(from + same)) same += 1;
  const at = from + same;
  const [typed, meant] = [word.charAt(same), text.charAt(at)];
  const ends: number[] = [];
  const accept = (rest: string, next: number) => {
    if (next <= text.length && text.startsWith(rest, next)) ends.push(next + rest.length);
  };
  if (!isDigit(meant)) accept(word.slice(same), at + 1);
  if (typed === '') return ends;
  if (isDigit(typed)) return ends;
  accept(word.slice(same + 1), at);
  if (isDigit(meant)) return ends;
  accept(word.slice(same + 1), at + 1);
  if (word.charAt(same + 1) === meant && text.charAt(at + 1) === typed) accept(word.slice(same + 2), at + 2);
  return ends;
}

/**
 * The smallest length of the correct word, in letters. In a shorter word, a slip too often makes another existing word.
 */
const MIN_MEANT = 5;

/**
 * Whether the typed word is long enough for a search with a slip. The correct word has at most one letter more than the
 * typed word.
 */
export const mayHaveSlip = ({ letters }: TypedWord): boolean => letters >= MIN_MEANT - 1;

/**
 * Quick check that avoids most comparisons: whether the first two characters of the text and of the word have a
 * character in common. If not, one slip cannot explain the difference.
 */
function mayBegin(text: string, from: number, word: string): boolean {
  const first = text.charCodeAt(from);
  const second = text.charCodeAt(from + 1);
  const typed = word.charCodeAt(1);
  return first === word.charCodeAt(0) || second === word.charCodeAt(0) || first === typed || second === typed;
}

/**
 * Finds the part of a field that begins at `from` and fits `word` with one slip. Returns the end of this part, or -1 if
 * no part fits. The function prefers an end at which a word of the field ends. Any other end counts only if the typed
 * word itself is long enough.
 */
export function slipEnd(field: Field, from: number, word: TypedWord): number {
  if (!mayHaveSlip(word) || !field.begins(from) || !mayBegin(field.folded, from, word.text)) return -1;
  const ends = slipEnds(field.folded, from, word.text).filter((end) => end - from >= MIN_MEANT);
  return ends.find((end) => field.ends(end)) ?? (word.letters >= MIN_MEANT ? (ends[0] ?? -1) : -1);
}
