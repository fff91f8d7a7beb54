import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { IndexedAccount } from '#core/messages.ts';
import { prepareSearch, search } from '#core/search.ts';
import { activeIndex, moved, type Row, type Rows, rowsOf } from './list-rows.ts';

export interface List {
  readonly query: string;
  readonly found: Rows;
  /** Index of the active row in `found.rows`; -1 in an empty list. */
  readonly active: number;
  readonly row: Row | undefined;
  /** Where the list stands, in px; outlives the card. */
  readonly place: { scrollTop: number };
  setQuery(query: string): void;
  activate(row: Row): void;
  /** @returns the row that is active then. */
  moveBy(options: number): Row | undefined;
}

/** The list's state: what is searched, what is found, which row is active. */
export function useList(accounts: readonly IndexedAccount[]): List {
  const [query, setQuery] = useState('');
  const [activeKey, setActiveKey] = useState<string | null>(null);
  const place = useRef({ scrollTop: 0 }).current;
  const prepared = useMemo(() => prepareSearch(accounts), [accounts]);
  const found = useMemo(() => rowsOf(search(prepared, query)), [prepared, query]);
  const active = activeIndex(found.rows, activeKey);
  // The engine compiles what it has run before: the first letter typed is not the first search.
  useEffect(() => void requestIdleCallback(() => rowsOf(search(prepared, 'a e'))), []);
  return {
    query,
    found,
    active,
    row: found.rows[active],
    place,
    setQuery(text) {
      setQuery(text);
      setActiveKey(null);
    },
    activate: ({ key }) => setActiveKey(key),
    moveBy(options) {
      const row = found.rows[moved(found.rows, active, options)];
      setActiveKey(row?.key ?? null);
      return row;
    },
  };
}
