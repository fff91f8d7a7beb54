import type { MatchRange } from '#core/search/match-ranges.ts';
import { Highlight } from './highlight.tsx';

const GROUPS = [0, 4, 8] as const;

/** The twelve digits in groups of four. The gaps come from the style sheet, so copied and spoken text has no gaps. */
export function AccountIdText({ id, matches = [] }: { id: string; matches?: readonly MatchRange[] }) {
  return (
    <span class="account-id">
      {GROUPS.map((from) => (
        <span key={from}>
          <Highlight text={id.slice(from, from + 4)} matches={within(matches, from)} />
        </span>
      ))}
    </span>
  );
}

/** The matches in one group of digits. The group begins at `from`. The positions are counted from `from`. */
function within(matches: readonly MatchRange[], from: number): MatchRange[] {
  return matches
    .map(([start, end]): MatchRange => [Math.max(0, start - from), Math.min(4, end - from)])
    .filter(([start, end]) => start < end);
}
