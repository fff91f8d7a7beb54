import type { Field } from './fields.ts';
import { FIT, type Fit } from './fits.ts';
import type { TypedWord } from './typed-words.ts';
import { slipEnd } from './typing-slip.ts';

/** Whether all words of a name were typed, and how long the name is. */
export interface WholeName {
  /** Number of letters and digits in the name; 0 if one of the name's words was not typed. */
  readonly letters: number;
  /** Whether the words were typed in the order of the name. */
  readonly inOrder: boolean;
}

export const NOT_WHOLE: WholeName = { letters: 0, inOrder: false };

/**
 * Compares the typed word with the word of the field that begins at `at`. Returns the end of the field's word if the
 * two words are the same, otherwise -1.
 */
function endOf(field: Field, at: number, word: TypedWord): number {
  const exact = at + word.text.length;
  if (field.folded.startsWith(word.text, at) && field.ends(exact)) return exact;
  const end = slipEnd(field, at, word);
  return field.ends(end) ? end : -1;
}

/**
 * Whether a name consists only of typed words. Each typed word counts once. For example, `2 search test` contains all
 * words of `search-test-2`, but not all words of `search-test-2-old`.
 * @param fits how each word fits the name.
 */
export function wholeName(field: Field, words: readonly TypedWord[], fits: readonly Fit[]): WholeName {
  if (fits.every((fit) => fit === FIT.none)) return NOT_WHOLE;
  // Longer words are tried first. For example, `readonly` is tried before `read`, because `ReadOnly` begins with both
  // words.
  const left = [...words.entries()].sort(([, a], [, b]) => b.text.length - a.text.length);
  let letters = 0;
  let inOrder = true;
  let previous = -1;
  for (let at = 0; at < field.folded.length; ) {
    if (!field.begins(at)) {
      at += 1;
      continue;
    }
    const index = left.findIndex(([, word]) => endOf(field, at, word) !== -1);
    const [used] = index === -1 ? [] : left.splice(index, 1);
    if (!used) return NOT_WHOLE;
    const [position, word] = used;
    const end = endOf(field, at, word);
    letters += end - at;
    inOrder &&= position > previous;
    previous = position;
    at = end;
  }
  return letters === 0 ? NOT_WHOLE : { letters, inOrder };
}

/** The better of two results. One is for a name, and the other is for a label. */
export const better = (a: WholeName, b: WholeName): WholeName =>
  b.letters > a.letters || (b.letters === a.letters && b.inOrder) ? b : a;
