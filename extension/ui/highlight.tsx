import type { MatchRange } from '#core/search/match-ranges.ts';

/** A text in which the matches of the search are marked. */
export function Highlight({ text, matches }: { text: string; matches: readonly MatchRange[] }) {
  if (matches.length === 0) return <>{text}</>;
  const parts: preact.ComponentChild[] = [];
  let from = 0;
  for (const [start, end] of matches) {
    parts.push(text.slice(from, start), <mark key={start}>{text.slice(start, end)}</mark>);
    from = end;
  }
  parts.push(text.slice(from));
  return <>{parts}</>;
}
