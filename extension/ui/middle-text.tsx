import type { MatchRange } from '#core/search/match-ranges.ts';
import { Highlight } from './highlight.tsx';

/** Texts with at most this many characters are never cut in the middle. */
const SHORT = 20;
/** Number of characters at the end of the text that stay visible. */
const TAIL = 9;

/**
 * Matches letters of scripts such as Arabic and Hebrew, in which letters are joined or written from right to left. A
 * text with such letters is not cut in the middle but at its end.
 */
const JOINED = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/;
let segmenter: Intl.Segmenter | null = null;

/**
 * The position at which the visible end of a text begins. For a text that is not cut in the middle, this is the length
 * of the text.
 */
export function tailStart(text: string): number {
  if (text.length <= SHORT || JOINED.test(text)) return text.length;
  segmenter ??= new Intl.Segmenter();
  const characters = [...segmenter.segment(text)];
  return characters.length <= SHORT ? text.length : (characters.at(-TAIL)?.index ?? text.length);
}

/**
 * A text on one line. If there is not enough room, the text is cut in the middle, because names often differ only at
 * the end. The parent element must have the class `middle`.
 */
export function MiddleText({ text, matches = [] }: { text: string; matches?: readonly MatchRange[] }) {
  const at = tailStart(text);
  if (at === text.length) return <Highlight text={text} matches={matches} />;
  const within = (from: number, to: number) =>
    matches
      .map(([start, end]): MatchRange => [Math.max(start, from) - from, Math.min(end, to) - from])
      .filter(([start, end]) => start < end);
  return (
    <>
      <span class="middle-head">
        <Highlight text={text.slice(0, at)} matches={within(0, at)} />
      </span>
      <span class="middle-tail">
        <Highlight text={text.slice(at)} matches={within(at, text.length)} />
      </span>
    </>
  );
}
