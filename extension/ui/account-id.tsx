import type { MatchRange } from '#core/search/match-ranges.ts';
import { Highlight } from './highlight.tsx';

const GROUPS = [0, 4, 8] as const;

/**
 * An account id, in three groups of four digits. The style sheet makes the gaps between the groups. So a copied text
 * contains no gaps, and screen readers read none.
 */
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

/**
 * The matches of the search in one group of digits. `from` is the position of the group's first digit. The positions in
 * the result are counted from this digit.
 */
function within(matches: readonly MatchRange[], from: number): MatchRange[] {
  return matches
    .map(([start, end]): MatchRange => [Math.max(0, start - from), Math.min(4, end - from)])
    .filter(([start, end]) => start < end);
}
