/** Where a text matched, as `[start, end)` in UTF-16 units of the text as it is shown. */
export type MatchRange = readonly [start: number, end: number];

/** A text with its folded twin of the same length, so that a match's place holds in both. */
export interface Field {
  readonly shown: string;
  readonly folded: string;
}

const NONE: readonly MatchRange[] = [];

/** Lower case without accents, one unit for one unit: `Zürich` → `zurich`. */
function fold(text: string): string {
  const lower = text.toLowerCase();
  if (/^[\x20-\x7e]*$/.test(text)) return lower;
  return Array.from({ length: text.length }, (_, at) => {
    const plain = text.charAt(at).normalize('NFD').charAt(0).toLowerCase();
    return plain.length === 1 ? plain : text.charAt(at);
  }).join('');
}

export const field = (shown: string): Field => ({ shown, folded: fold(shown) });

/** `Prod  1111-2222` → `prod`, `11112222`: ids may be typed as the portal groups them. */
export function searchWords(query: string): string[] {
  const words = fold(query).split(/\s+/).filter(Boolean);
  return words.map((word) => (/^\d[\d-]*$/.test(word) ? word.replaceAll('-', '') : word));
}

const SIGN = /[^\p{L}\p{N}]/u;
const CAPITAL = /\p{Lu}/u;

/** Whether a word of `text` begins at `at`: after a blank or sign, or at a capital as in `ReadOnly`. */
function beginsWord(text: string, at: number): boolean {
  const before = text.charAt(at - 1);
  return SIGN.test(before) || (CAPITAL.test(text.charAt(at)) && !CAPITAL.test(before));
}

/** 0 no match, 1 inside a word, 3 where a word begins, 5 at the start, 6 the whole text. */
export function closeness({ shown, folded }: Field, word: string): number {
  let best = 0;
  for (let at = folded.indexOf(word); at !== -1; at = folded.indexOf(word, at + 1)) {
    if (at === 0) return folded.length === word.length ? 6 : 5;
    if (beginsWord(shown, at)) return 3;
    best = 1;
  }
  return best;
}

/** Every place where one of the words stands, in order and without overlap. */
export function rangesOf({ folded }: Field, words: readonly string[]): readonly MatchRange[] {
  const found: [number, number][] = [];
  for (const word of words) {
    for (let at = folded.indexOf(word); at !== -1; at = folded.indexOf(word, at + word.length)) {
      found.push([at, at + word.length]);
    }
  }
  return found.length === 0 ? NONE : merged(found);
}

function merged(ranges: [number, number][]): readonly MatchRange[] {
  const out: [number, number][] = [];
  for (const [start, end] of ranges.sort((a, b) => a[0] - b[0])) {
    const last = out.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else out.push([start, end]);
  }
  return out;
}
