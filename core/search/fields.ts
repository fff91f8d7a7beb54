/** A part of a shown text that matched, as `[start, end)` in UTF-16 units. */
export type MatchRange = readonly [start: number, end: number];

/** A text with its folded form of the same length, so a match has the same position in both. */
export interface Field {
  readonly shown: string;
  readonly folded: string;
}

const NONE: readonly MatchRange[] = [];

/** Lower case without accents, one UTF-16 unit for each: `Zürich` → `zurich`. */
function fold(text: string): string {
  const lower = text.toLowerCase();
  if (/^[\x20-\x7e]*$/.test(text)) return lower;
  return Array.from({ length: text.length }, (_, at) => {
    const plain = text.charAt(at).normalize('NFD').charAt(0).toLowerCase();
    return plain.length === 1 ? plain : text.charAt(at);
  }).join('');
}

/** Prepares a text for `closeness` and `rangesOf`. */
export const field = (shown: string): Field => ({ shown, folded: fold(shown) });

/** The words of a query: `Prod  1111-2222` → `prod`, `11112222`. People may type ids as the portal groups them. */
export function searchWords(query: string): string[] {
  const words = fold(query).split(/\s+/).filter(Boolean);
  return words.map((word) => (/^\d[\d-]*$/.test(word) ? word.replaceAll('-', '') : word));
}

const SIGN = /[^\p{L}\p{N}]/u;
const CAPITAL = /\p{Lu}/u;

/** Whether a word begins at a position: after a blank or sign, or at a capital letter as in `ReadOnly`. */
function beginsWord(text: string, at: number): boolean {
  const before = text.charAt(at - 1);
  return SIGN.test(before) || (CAPITAL.test(text.charAt(at)) && !CAPITAL.test(before));
}

/** How well a word matches: 0 not at all, 1 inside a word, 3 at the start of a word, 5 at the start, 6 the whole text. */
export function closeness({ shown, folded }: Field, word: string): number {
  let best = 0;
  for (let at = folded.indexOf(word); at !== -1; at = folded.indexOf(word, at + 1)) {
    if (at === 0) return folded.length === word.length ? 6 : 5;
    if (beginsWord(shown, at)) return 3;
    best = 1;
  }
  return best;
}

/** The parts of a text that match one of the words, in order and without overlap. */
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
