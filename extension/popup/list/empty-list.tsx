import type { ListingView } from '#core/protocol/messages.ts';
import type { List } from './use-list.ts';

interface Props {
  readonly list: List;
  readonly listing: ListingView;
}

/** Shown if the list is empty. Says why the list is empty, and what the user can do. */
export function EmptyList({ list, listing }: Props) {
  const query = list.query.trim();
  if (query !== '') return <NothingFound query={query} listing={listing} onClear={() => list.setQuery('')} />;
  if (listing.phase === 'failed') return <div class="nothing" />;
  if (listing.phase !== 'complete') {
    return (
      <div class="nothing">
        <p class="muted">Loading your accounts …</p>
      </div>
    );
  }
  return (
    <div class="nothing">
      <p>The portal shows no accounts for you.</p>
      <p class="muted">Ask your administrator for access, then refresh the list.</p>
    </div>
  );
}

function NothingFound({ query, listing, onClear }: { query: string; listing: ListingView; onClear(): void }) {
  const left = listing.total - listing.done;
  return (
    <div class="nothing">
      <p>
        No account or role matches <strong>{query}</strong>.
      </p>
      {left > 0 && (
        <p class="muted">
          The roles of {left} account{left === 1 ? '' : 's'} are{' '}
          {listing.phase === 'stopped' ? 'not loaded' : 'still loading'}.
        </p>
      )}
      <button type="button" onClick={onClear}>
        Clear the search
      </button>
    </div>
  );
}
