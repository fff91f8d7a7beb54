import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { ListingView } from '#core/protocol/messages.ts';
import { SearchIcon } from '../../ui/icons.tsx';
import { optionId } from './list-rows.ts';
import { type ListingSteps, Progress } from './progress.tsx';
import { RoleList } from './role-list.tsx';
import type { RowContext } from './row-view.tsx';
import type { List } from './use-list.ts';
import type { RoleLoading } from './use-role-loading.ts';

export interface ListScreenProps extends ListingSteps, Omit<RowContext, 'options' | 'loading'> {
  readonly list: List;
  readonly listing: ListingView;
  readonly loading: RoleLoading;
  /** Sets up CLI profiles for all roles; null until all roles are loaded. */
  readonly onCli: (() => void) | null;
  /** The new and gone roles, shown beside the progress. */
  readonly changes: ComponentChildren;
  /** What is shown above the list. */
  readonly children?: ComponentChildren;
  /** An element that covers the lower end of the list. Its height is `FOOT`. */
  readonly foot: ComponentChildren;
}

/** Height of `foot` in px; styles/chosen-bar.css has the same value. */
const FOOT = 84;

/** The first screen of the popup: search box, progress and list. */
export function ListScreen(props: ListScreenProps) {
  const { list, loading, chosen, favourites, foot, onOpen, onWrite, onStar, onChoose } = props;
  const { found, active, marked, position } = list;
  return (
    <>
      <SearchBox list={list} />
      {props.children}
      <Progress {...props} label={labelOf(list)} />
      {found.options === 0 ? (
        <EmptyList {...props} />
      ) : (
        <RoleList
          {...{ rows: found.rows, options: found.options, active, about: list.query, marked, position }}
          {...{ chosen, favourites, fresh: props.fresh }}
          {...{ onOpen, onWrite, onStar, onChoose, inset: foot ? FOOT : 0 }}
          loading={loading.requested}
          onSeen={loading.seen}
        />
      )}
      {foot}
    </>
  );
}

function SearchBox({ list: { found, row, query, setQuery } }: Pick<ListScreenProps, 'list'>) {
  const input = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => input.current?.focus({ preventScroll: true }), []);
  const empty = found.options === 0;
  return (
    <div class="search">
      <SearchIcon />
      <input
        ref={input}
        type="search"
        id="search"
        aria-label="Search accounts and roles"
        placeholder="Search accounts and roles"
        aria-controls={empty ? undefined : 'roles'}
        aria-activedescendant={empty ? undefined : optionId(row)}
        autocomplete="off"
        spellcheck={false}
        value={query}
        onInput={(event) => setQuery(event.currentTarget.value)}
      />
    </div>
  );
}

/** `Accounts`, or during a search the number of roles found. */
const labelOf = ({ query, found }: List) => (query.trim() === '' ? 'Accounts' : `${plural(found.roles, 'role')} found`);

const plural = (count: number, thing: string) => `${count} ${thing}${count === 1 ? '' : 's'}`;

/** Shown if the list has no options. Says why, and what the user can do. */
function EmptyList({ list, listing }: ListScreenProps) {
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
          The roles of {plural(left, 'account')} are {listing.phase === 'stopped' ? 'not loaded' : 'still loading'}.
        </p>
      )}
      <button type="button" onClick={onClear}>
        Clear the search
      </button>
    </div>
  );
}
