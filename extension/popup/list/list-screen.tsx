import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { ListingView } from '#core/protocol/messages.ts';
import { SearchIcon } from '../../ui/icons.tsx';
import { EmptyList } from './empty-list.tsx';
import { type GroupBar, RecentBar } from './group-bars.tsx';
import { optionId } from './list-rows.ts';
import { remInPx } from './list-scroll.ts';
import { type ListingSteps, Progress } from './progress.tsx';
import { RoleList } from './role-list.tsx';
import type { RowContext } from './row-actions.tsx';
import type { List } from './use-list.ts';
import type { RoleLoading } from './use-role-loading.ts';

export interface ListScreenProps extends ListingSteps, Omit<RowContext, 'options' | 'loading'> {
  readonly list: List;
  readonly listing: ListingView;
  readonly loading: RoleLoading;
  /** The roles that are new or gone. They are shown beside the progress of the listing. */
  readonly changes: ComponentChildren;
  /** An element that covers the lower end of the list. Its height is the constant `FOOT_REM`. */
  readonly foot: ComponentChildren;
  /** Number of the written profiles. */
  readonly recentCount: number;
  onRenewAll(): void;
}

/** Height of `foot` in rem; styles/chosen-bar.css has the same value. */
const FOOT_REM = 5.25;

/** The first screen of the popup: the search box, and the list with profiles, favourites and accounts. */
export function ListScreen(props: ListScreenProps) {
  const { list, loading, foot } = props;
  const { found, active, marked, position } = list;
  const progress = <Progress {...props} label={labelOf(list)} />;
  const bars: readonly GroupBar[] = [
    { row: 'recent', content: <RecentBar count={props.recentCount} onRenewAll={props.onRenewAll} /> },
    { row: 'accounts', content: progress },
  ];
  return (
    <>
      <SearchBox list={list} />
      {found.options === 0 ? (
        <>
          <div class="group-bar alone">{progress}</div>
          <EmptyList {...props} />
        </>
      ) : (
        <RoleList
          {...props}
          {...{ rows: found.rows, options: found.options, active, about: list.query, marked, position, bars }}
          after={found.rows.at(-1)?.is === 'heading' && <EmptyList {...props} />}
          inset={foot ? FOOT_REM * remInPx() : 0}
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

/** The text of the list's heading: `Accounts`. During a search, it is the number of roles that were found. */
const labelOf = ({ query, found }: List) =>
  query.trim() === '' ? 'Accounts' : `${found.roles} role${found.roles === 1 ? '' : 's'} found`;
