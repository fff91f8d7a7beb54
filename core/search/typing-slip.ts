import type { Field } from './fields.ts';
import type { TypedWord } from './typed-words.ts';

const isDigit = (char: string) => char >= '0' && char <= '9';

/**
 * Where a text that begins at `from` with `word` ends, if one letter of the word is missing, too many or wrong, or two are
 * exchanged. A digit is never wrong: `14` and `54` are different accounts.
 * @returns the possible ends; empty if the word does not fit.
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

/** Letters of a word that was meant. A slip in a shorter word makes another word too often. */
const MIN_MEANT = 5;

/** Whether the word may have a slip: the word that was meant has at most one letter more. */
export const mayHaveSlip = ({ letters }: TypedWord): boolean => letters >= MIN_MEANT - 1;

/** Whether one of the first two letters is where a slip can have left it. Saves the search most of its comparisons. */
function mayBegin(text: string, from: number, word: string): boolean {
  const first = text.charCodeAt(from);
  const second = text.charCodeAt(from + 1);
  const typed = word.charCodeAt(1);
  return first === word.charCodeAt(0) || second === word.charCodeAt(0) || first === typed || second === typed;
}

/**
 * The end of the part of a field that begins at `from` and that `word` means but for one slip: the end of a word, or else,
 * for a word that is long enough itself, any end; -1 if there is none.
 */
export function slipEnd(field: Field, from: number, word: TypedWord): number {
  if (!mayHaveSlip(word) || !field.begins(from) || !mayBegin(field.folded, from, word.text)) return -1;
  const ends = slipEnds(field.folded, from, word.text).filter((end) => end - from >= MIN_MEANT);
  return ends.find((end) => field.ends(end)) ?? (word.letters >= MIN_MEANT ? (ends[0] ?? -1) : -1);
}
