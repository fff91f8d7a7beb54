import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { favouritesOf, type Personal } from '#core/personal.ts';
import type { IndexedAccount } from '#core/protocol/messages.ts';
import { prepareSearch, search } from '#core/search/search.ts';
import type { RecentProfile } from '../profiles/recent-profiles.ts';
import { activeIndex, moved, type Row, type Rows, rowsOf } from './list-rows.ts';

/** The scroll position of the list. It is kept while a card is open. */
export interface ScrollPosition {
  /** Scroll position in px. */
  scrollTop: number;
  /**
   * Whether the user has moved in the list. If so, the rows on screen must not move. Otherwise the list stays at the
   * top.
   */
  userMoved: boolean;
}

/** The state of the list: the search, the rows found, and the active row. */
export interface List {
  readonly query: string;
  readonly found: Rows;
  /** The index of the active row in `found.rows`; -1 in an empty list. */
  readonly active: number;
  /** The active row; undefined in an empty list. */
  readonly row: Row | undefined;
  /** True if the user made this row active. False if the first row is active by default. */
  readonly marked: boolean;
  readonly position: ScrollPosition;
  /** Begins a search for this text. */
  setQuery(query: string): void;
  /** Lists all written profiles. At first, only some of them are listed. */
  showAllRecent(): void;
  /** Makes the row the active one. */
  activate(row: Row): void;
  /**
   * Makes another option active. The number says how many options further down this option is. A negative number moves
   * up.
   * @returns the new active row.
   */
  moveBy(options: number): Row | undefined;
}

/**
 * The personal data that decides the order of the list. A new order is used only when the list is hidden or another
 * search begins. Otherwise a row would move away from the pointer when the user makes its role a favourite. Null until
 * the data is loaded.
 */
function useOrder(personal: Personal | null, visible: boolean, query: string): Personal | null {
  const order = useRef({ personal, query });
  const current = personal === null ? null : order.current.personal;
  if (!visible || query !== order.current.query || current === null) order.current = { personal, query };
  return order.current.personal;
}

const NO_FAVOURITES: ReadonlySet<string> = new Set();

export interface ListInput {
  readonly accounts: readonly IndexedAccount[];
  /** Null until the personal data is loaded. */
  readonly personal: Personal | null;
  /** The written profiles. They are listed only while the search box is empty. */
  readonly recent: readonly RecentProfile[];
  /** Whether the list is on screen. */
  readonly visible: boolean;
  /**
   * The text in the search box. The search begins with this text, and every change of the search box is written into
   * it. So the text stays when the list is unmounted.
   */
  readonly savedQuery: { current: string };
}

const NO_PROFILES: readonly RecentProfile[] = [];

/** Keeps the state of the list. */
export function useList({ accounts, personal, recent, visible, savedQuery }: ListInput): List {
  const [query, setQuery] = useState(savedQuery.current);
  const [activeKey, setActiveKey] = useState<string | null>(null);
  const [allRecent, setAllRecent] = useState(false);
  const position = useRef({ scrollTop: 0, userMoved: false }).current;
  const order = useOrder(personal, visible, query);
  const prepared = useMemo(() => prepareSearch(accounts, order ?? undefined), [accounts, order]);
  const hits = useMemo(() => search(prepared, query), [prepared, query]);
  const searching = query.trim() !== '';
  const profiles = searching ? NO_PROFILES : recent;
  const found = useMemo(() => {
    const favourites = order && !searching ? favouritesOf(order) : NO_FAVOURITES;
    return rowsOf(hits, { favourites, recent: profiles, allRecent });
  }, [hits, order, searching, profiles, allRecent]);
  const active = activeIndex(found.rows, activeKey);
  // Runs a first search before the user types. The JavaScript engine then compiles the code of the search. Otherwise
  // the search for the first typed letter would be slow.
  useEffect(() => void requestIdleCallback(() => rowsOf(search(prepared, 'a e'))), []);
  const mark = (key: string | null) => {
    position.userMoved = true;
    setActiveKey(key);
  };
  return {
    query,
    found,
    active,
    row: found.rows[active],
    marked: activeKey !== null,
    position,
    setQuery(text) {
      position.userMoved = false;
      savedQuery.current = text;
      setQuery(text);
      setActiveKey(null);
    },
    showAllRecent: () => setAllRecent(true),
    activate: ({ key }) => mark(key),
    moveBy(options) {
      const row = found.rows[moved(found.rows, active, options)];
      mark(row?.key ?? null);
      return row;
    },
  };
}
