import type { CliNews } from '#core/protocol/messages.ts';

const amounts = ({ added, renamed, gone }: CliNews) =>
  [
    [added, 'to add'],
    [renamed, 'to rename'],
    [gone, 'gone'],
  ] as const;

/**
 * Says how the roles of the portal differ from the CLI profiles, for example `2 CLI profiles to add, 1 gone`. Shown
 * only if the user has set up CLI profiles for all roles.
 */
export function CliChangesLine({ changes, onReview }: { changes: CliNews | null; onReview(): void }) {
  if (!changes) return null;
  const [first, ...rest] = amounts(changes).filter(([count]) => count > 0);
  if (!first) return null;
  const [count, what] = first;
  const more = rest.map(([each, label]) => `, ${each} ${label}`).join('');
  return (
    <div class="cli-changes">
      <p>{`${count} CLI profile${count === 1 ? '' : 's'} ${what}${more}`}</p>
      <button type="button" class="small" onClick={onReview}>
        Review
      </button>
    </div>
  );
}
