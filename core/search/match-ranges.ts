import type { Field } from './fields.ts';
import { FIT, idFit, textFit } from './fits.ts';
import type { TypedWord } from './typed-words.ts';
import { slipEnd } from './typing-slip.ts';

/** A part of a shown text that fits a typed word: from `start` to before `end`, in UTF-16 units. */
export type MatchRange = readonly [start: number, end: number];

const NONE: readonly MatchRange[] = [];

/** Every place at which `folded` contains `text`. The places may overlap. */
function placesOf(text: string, folded: string): MatchRange[] {
  const places: MatchRange[] = [];
  for (let at = folded.indexOf(text); at !== -1; at = folded.indexOf(text, at + 1)) {
    places.push([at, at + text.length]);
  }
  return places;
}

function slipPlaces(field: Field, word: TypedWord): MatchRange[] {
  return field
    .beginnings()
    .map((at): MatchRange => [at, slipEnd(field, at, word)])
    .filter(([, end]) => end !== -1);
}

/** The places in a text where a typed word has its best fit. */
function bestPlaces(field: Field, word: TypedWord): MatchRange[] {
  const fit = textFit(field, word);
  const places = fit < FIT.slip ? placesOf(word.text, field.folded) : slipPlaces(field, word);
  return places.filter(([start, end]) => {
    if (fit === FIT.word || fit === FIT.slip) return field.begins(start) && field.ends(end);
    return fit !== FIT.beginning || field.begins(start);
  });
}

/** The parts of a name, label or role that fit the typed words. They are in order and do not overlap. */
export const textRanges = (field: Field, words: readonly TypedWord[]): readonly MatchRange[] =>
  merged(words.flatMap((word) => bestPlaces(field, word)));

/** The parts of an e-mail address that are equal to typed words. They are in order and do not overlap. */
export const emailRanges = ({ folded }: Field, words: readonly TypedWord[]): readonly MatchRange[] =>
  merged(words.flatMap(({ text }) => placesOf(text, folded)));

/** The parts of an account id that fit the typed words. They are in order and do not overlap. */
export function idRanges(id: Field, words: readonly TypedWord[]): readonly MatchRange[] {
  const places = words.flatMap((word) => {
    const fit = idFit(id, word);
    const all = word.ids.flatMap((digits) => placesOf(digits, id.folded));
    return fit === FIT.id ? all.filter(([start]) => start === 0) : all;
  });
  return merged(places);
}

function merged(ranges: readonly MatchRange[]): readonly MatchRange[] {
  if (ranges.length === 0) return NONE;
  const out: [number, number][] = [];
  for (const [start, end] of ranges.toSorted((a, b) => a[0] - b[0])) {
    const last = out.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else out.push([start, end]);
  }
  return out;
}
