import type { Field } from './fields.ts';
import type { TypedWord } from './typed-words.ts';
import { mayHaveSlip, slipEnd } from './typing-slip.ts';

/**
 * How well a typed word fits a text. The best fit is the first entry. A role is ranked by the worst fit of all typed
 * words. So a role that was found with a typing slip comes after every role that was found without a slip.
 */
export const FIT = {
  /** The typed word is a whole word of a name, label or role. */
  word: 0,
  /** The typed word has at least four digits, and an account id begins with them. */
  id: 1,
  /** A word of the text begins with the typed word. */
  beginning: 2,
  /** The typed word is inside a word or an account id. */
  inside: 3,
  /** The typed word is anywhere in the e-mail address. */
  email: 4,
  /** The typed word is a whole word of the text, apart from one typing slip. */
  slip: 5,
  /** A word of the text begins with the typed word, apart from one typing slip. */
  slipBeginning: 6,
  /** The typed word does not fit. */
  none: 7,
} as const;

/** One of the values of `FIT`. */
export type Fit = (typeof FIT)[keyof typeof FIT];

function slipFit(field: Field, word: TypedWord): Fit {
  let best: Fit = FIT.none;
  if (!mayHaveSlip(word)) return best;
  for (const at of field.beginnings()) {
    const end = slipEnd(field, at, word);
    if (end === -1) continue;
    if (field.ends(end)) return FIT.slip;
    best = FIT.slipBeginning;
  }
  return best;
}

function exactFit(field: Field, { text }: TypedWord): Fit {
  const { folded } = field;
  let best: Fit = FIT.none;
  for (let at = folded.indexOf(text); at !== -1; at = folded.indexOf(text, at + 1)) {
    if (!field.begins(at)) best = Math.min(best, FIT.inside) as Fit;
    else if (field.ends(at + text.length)) return FIT.word;
    else best = FIT.beginning;
  }
  return best;
}

/** How a word fits a name, a label or a role. */
export function textFit(field: Field, word: TypedWord): Fit {
  const fit = exactFit(field, word);
  return fit === FIT.none ? slipFit(field, word) : fit;
}

/** How a word fits an account id. */
export function idFit({ folded }: Field, { ids }: TypedWord): Fit {
  if (ids.some((digits) => folded.startsWith(digits))) return FIT.id;
  return ids.some((digits) => folded.includes(digits)) ? FIT.inside : FIT.none;
}

/**
 * How a word fits an e-mail address. Such a fit counts less than other fits without a typing slip, because e-mail
 * addresses repeat the names of accounts and have the same domain.
 */
export const emailFit = ({ folded }: Field, { text }: TypedWord): Fit => (folded.includes(text) ? FIT.email : FIT.none);
