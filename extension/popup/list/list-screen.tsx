import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { ListingView } from '#core/protocol/messages.ts';
import { SearchIcon } from '../../ui/icons.tsx';
import type { How } from '../shell/keys.ts';
import type { Row } from './list-rows.ts';
import { type ListingSteps, Progress } from './progress.tsx';
import { optionId, RoleList } from './role-list.tsx';
import type { List } from './use-list.ts';
import type { RoleLoading } from './use-role-loading.ts';

interface Props extends ListingSteps {
  readonly list: List;
  readonly listing: ListingView;
  readonly loading: RoleLoading;
  /** Keys of the chosen rows. */
  readonly chosen: ReadonlySet<string>;
  /** Keys of roles that were not there before. */
  readonly fresh: ReadonlySet<string>;
  onOpen(row: Row): void;
  onWrite(row: Row): void;
  onChoose(row: Row, how: How): void;
  onStar(row: Row): void;
  readonly favourites: ReadonlySet<string>;
  /** Sets CLI profiles up for all roles; null until all are known. */
  readonly onCli: (() => void) | null;
  /** What came and went, shown beside the progress. */
  readonly news: ComponentChildren;
  /** Stands above the list. */
  readonly children?: ComponentChildren;
  /** Lies over the list's lower end; its height is `FOOT`. */
  readonly foot: ComponentChildren;
}

/** In px; styles/chosen-bar.css has the same. */
const FOOT = 84;

/** Search box, progress and list: what the popup opens with. */
export function ListScreen(props: Props) {
  const { list, loading, chosen, favourites, foot, onOpen, onWrite, onStar, onChoose } = props;
  const { found, active, place } = list;
  return (
    <>
      <SearchBox list={list} />
      {props.children}
      <Progress {...props} label={labelOf(list)} />
      {found.options === 0 ? (
        <Nothing {...props} />
      ) : (
        <RoleList
          {...{ rows: found.rows, options: found.options, active, about: list.query, marked: list.marked, place }}
          {...{ chosen, favourites, fresh: props.fresh }}
          {...{ onOpen, onWrite, onStar, onChoose, inset: foot ? FOOT : 0 }}
          loading={loading.asked}
          onSeen={loading.seen}
        />
      )}
      {foot}
    </>
  );
}

function SearchBox({ list: { found, row, query, setQuery } }: Pick<Props, 'list'>) {
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

/** `Accounts`; the number found while searching. */
const labelOf = ({ query, found }: List) => (query.trim() === '' ? 'Accounts' : `${plural(found.roles, 'role')} found`);

const plural = (count: number, thing: string) => `${count} ${thing}${count === 1 ? '' : 's'}`;

/** In place of a list without options: why, and what can be done. */
function Nothing({ list, listing }: Props) {
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
