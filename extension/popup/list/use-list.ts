import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { favouritesOf, type Personal } from '#core/personal.ts';
import type { IndexedAccount } from '#core/protocol/messages.ts';
import { prepareSearch, search } from '#core/search/search.ts';
import { activeIndex, moved, type Row, type Rows, rowsOf } from './list-rows.ts';

/** Where the list stands; outlives the card. */
export interface ListPlace {
  /** In px. */
  scrollTop: number;
  /** Someone has moved in the list: it must not move under them. Before that it stays at its top, whatever comes in. */
  held: boolean;
}

export interface List {
  readonly query: string;
  readonly found: Rows;
  /** Index of the active row in `found.rows`; -1 in an empty list. */
  readonly active: number;
  readonly row: Row | undefined;
  /** It was marked by hand; otherwise it is just the first. */
  readonly marked: boolean;
  readonly place: ListPlace;
  setQuery(query: string): void;
  activate(row: Row): void;
  /** @returns the row that is active then. */
  moveBy(options: number): Row | undefined;
}

/**
 * What the list is ordered by: taken over while nobody looks at the list or as another search begins, so that no row
 * moves under the pointer that marks it. While another session's is still being read there is none to keep to.
 */
function useOrder(personal: Personal | null, seen: boolean, query: string): Personal | null {
  const order = useRef({ personal, query });
  const kept = personal === null ? null : order.current.personal;
  if (!seen || query !== order.current.query || kept === null) order.current = { personal, query };
  return order.current.personal;
}

/** Outlives the list. */
interface Typed {
  current: string;
}

const NONE: ReadonlySet<string> = new Set();

/**
 * The list's state: what is searched, what is found, which row is active.
 * @param personal null until it is known.
 * @param seen whether the list is on screen.
 * @param typed the query to begin with, and kept up to date.
 */
export function useList(
  accounts: readonly IndexedAccount[],
  personal: Personal | null,
  seen: boolean,
  typed: Typed,
): List {
  const [query, setQuery] = useState(typed.current);
  const [activeKey, setActiveKey] = useState<string | null>(null);
  const place = useRef({ scrollTop: 0, held: false }).current;
  const order = useOrder(personal, seen, query);
  const prepared = useMemo(() => prepareSearch(accounts, order ?? undefined), [accounts, order]);
  const found = useMemo(() => {
    const apart = order && query.trim() === '' ? favouritesOf(order) : NONE;
    return rowsOf(search(prepared, query), apart);
  }, [prepared, query, order]);
  const active = activeIndex(found.rows, activeKey);
  // The engine compiles what it has run before: the first letter typed is not the first search.
  useEffect(() => void requestIdleCallback(() => rowsOf(search(prepared, 'a e'))), []);
  const choose = (key: string | null) => {
    place.held = true;
    setActiveKey(key);
  };
  return {
    query,
    found,
    active,
    row: found.rows[active],
    marked: activeKey !== null,
    place,
    setQuery(text) {
      place.held = false;
      typed.current = text;
      setQuery(text);
      setActiveKey(null);
    },
    activate: ({ key }) => choose(key),
    moveBy(options) {
      const row = found.rows[moved(found.rows, active, options)];
      choose(row?.key ?? null);
      return row;
    },
  };
}
