import type { Field } from './fields.ts';
import { FIT, type Fit } from './fits.ts';
import type { TypedWord } from './typed-words.ts';
import { slipEnd } from './typing-slip.ts';

/** How much of a name was typed, if all of it was. */
export interface WholeName {
  /** Number of its letters and digits; 0 if one of its words was not typed. */
  readonly letters: number;
  /** Whether its words were typed in its own order. */
  readonly inOrder: boolean;
}

export const NOT_WHOLE: WholeName = { letters: 0, inOrder: false };

/** The end of the word of the field that begins at `at`, if it is the typed one; else -1. */
function endOf(field: Field, at: number, word: TypedWord): number {
  const exact = at + word.text.length;
  if (field.folded.startsWith(word.text, at) && field.ends(exact)) return exact;
  const end = slipEnd(field, at, word);
  return field.ends(end) ? end : -1;
}

/**
 * Whether a name consists of typed words alone, each used once: `search-test-2` for `2 search test`, not `search-test-2-old`.
 * @param fits how each word fits the name.
 */
export function wholeName(field: Field, words: readonly TypedWord[], fits: readonly Fit[]): WholeName {
  if (fits.every((fit) => fit === FIT.none)) return NOT_WHOLE;
  // `readonly` before `read`, because both begin `ReadOnly`.
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

/** The better one of a name and a label. */
export const better = (a: WholeName, b: WholeName): WholeName =>
  b.letters > a.letters || (b.letters === a.letters && b.inOrder) ? b : a;
