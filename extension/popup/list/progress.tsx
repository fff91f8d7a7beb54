import type { ComponentChildren } from 'preact';
import type { ListingView } from '#core/protocol/view.ts';
import { RefreshIcon } from '../../ui/icons.tsx';

export interface ListingSteps {
  onRefresh(): void;
  onStop(): void;
  onResume(): void;
}

interface Props extends ListingSteps {
  /** The text of the heading: `Accounts`, or the number of roles that were found. */
  readonly label: string;
  readonly listing: ListingView;
  /** The roles that are new or gone. */
  readonly changes: ComponentChildren;
}

/** The heading above the accounts. During the listing, it shows the progress: `Accounts … 212 of 300 [Stop]`. */
export function Progress({ label, listing, changes, onRefresh, onStop, onResume }: Props) {
  const { phase, done, total } = listing;
  const running = phase === 'listing';
  const stopped = phase === 'stopped';
  return (
    <div class="progress">
      <span class="group-title" aria-live="polite">
        {label}
      </span>
      {changes}
      {done < total && (
        <span title="Accounts whose roles are loaded">
          {stopped && 'stopped at '}
          {done} of {total}
        </span>
      )}
      {(running || stopped) && (
        <button type="button" class="small quiet" onClick={stopped ? onResume : onStop}>
          {stopped ? 'Resume' : 'Stop'}
        </button>
      )}
      <button
        type="button"
        class="icon-button"
        aria-label="Refresh the list"
        title="Refresh the list"
        aria-disabled={running}
        onClick={() => !running && onRefresh()}
      >
        <RefreshIcon />
      </button>
    </div>
  );
}
