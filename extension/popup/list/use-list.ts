import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { favouritesOf, type Personal } from '#core/personal.ts';
import type { IndexedAccount } from '#core/protocol/messages.ts';
import { prepareSearch, search } from '#core/search/search.ts';
import { activeIndex, moved, type Row, type Rows, rowsOf } from './list-rows.ts';

/** Scroll position of the list. It is kept while a card is open. */
export interface ScrollPosition {
  /** In px. */
  scrollTop: number;
  /** The user has moved in the list, so rows must not move under them. Before that the list stays at its top. */
  userMoved: boolean;
}

/** State of the list: what is searched and found, and which row is active. */
export interface List {
  readonly query: string;
  readonly found: Rows;
  /** Index of the active row in `found.rows`; -1 in an empty list. */
  readonly active: number;
  /** The active row. */
  readonly row: Row | undefined;
  /** The user made the row active; otherwise it is the first one by default. */
  readonly marked: boolean;
  readonly position: ScrollPosition;
  /** Starts another search. */
  setQuery(query: string): void;
  /** Makes the row the active one. */
  activate(row: Row): void;
  /** Moves by this many options. @returns the row that is active then. */
  moveBy(options: number): Row | undefined;
}

/**
 * What the list is sorted by. A change is taken over only while the list is hidden or when another search begins, so
 * that no row moves under the pointer that has just starred it. Null until the personal data is loaded.
 */
function useOrder(personal: Personal | null, visible: boolean, query: string): Personal | null {
  const order = useRef({ personal, query });
  const current = personal === null ? null : order.current.personal;
  if (!visible || query !== order.current.query || current === null) order.current = { personal, query };
  return order.current.personal;
}

const NO_FAVOURITES: ReadonlySet<string> = new Set();

/**
 * @param personal null until it is loaded.
 * @param visible whether the list is on screen.
 * @param savedQuery the query to begin with; kept up to date. It outlives the list.
 */
export function useList(
  accounts: readonly IndexedAccount[],
  personal: Personal | null,
  visible: boolean,
  savedQuery: { current: string },
): List {
  const [query, setQuery] = useState(savedQuery.current);
  const [activeKey, setActiveKey] = useState<string | null>(null);
  const position = useRef({ scrollTop: 0, userMoved: false }).current;
  const order = useOrder(personal, visible, query);
  const prepared = useMemo(() => prepareSearch(accounts, order ?? undefined), [accounts, order]);
  const found = useMemo(() => {
    const favourites = order && query.trim() === '' ? favouritesOf(order) : NO_FAVOURITES;
    return rowsOf(search(prepared, query), favourites);
  }, [prepared, query, order]);
  const active = activeIndex(found.rows, activeKey);
  // Warms up the engine's compiler, so that the first letter typed is not the slowest.
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
    activate: ({ key }) => mark(key),
    moveBy(options) {
      const row = found.rows[moved(found.rows, active, options)];
      mark(row?.key ?? null);
      return row;
    },
  };
}
