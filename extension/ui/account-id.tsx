import type { MatchRange } from '#core/search/fields.ts';
import { Highlight } from './highlight.tsx';

const GROUPS = [0, 4, 8] as const;

/** Twelve digits in groups of four for the eye; for screen readers, selection and the clipboard they stay plain. */
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

function within(matches: readonly MatchRange[], from: number): MatchRange[] {
  return matches
    .map(([start, end]): MatchRange => [Math.max(0, start - from), Math.min(4, end - from)])
    .filter(([start, end]) => start < end);
}
