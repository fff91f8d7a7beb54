import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Row } from './list-rows.ts';
import type { ScrollPosition } from './use-list.ts';

/** Height of every row in rem; `--row` in styles/rows.css has the same value. */
const ROW_REM = 2;
let rem: number | null = null;

/** The font size of the page in px: 16, unless the user chose another size in the browser. */
export function remInPx(): number {
  rem ??= Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
  return rem;
}

/** Height of every row in px. */
export const rowHeight = (): number => ROW_REM * remInPx();

/** Lists with at most this many rows are rendered completely. */
const WHOLE = 60;
/** For a longer list: the number of rows that are rendered above the visible part, and also below the visible part. */
const MARGIN = 12;

/** Indexes of the rendered rows, from `from` to `to`. The row `to` is not included. */
export interface RenderedRange {
  readonly from: number;
  readonly to: number;
}

/**
 * The indexes of the rows to render.
 * @param scrollTop scroll position in px. `height`, the height of the visible part, is in px too.
 */
export function renderedRange(count: number, scrollTop: number, height: number): RenderedRange {
  if (count <= WHOLE) return { from: 0, to: count };
  const first = Math.floor(scrollTop / rowHeight());
  return {
    from: Math.max(0, first - MARGIN),
    to: Math.min(count, first + Math.ceil(height / rowHeight()) + MARGIN),
  };
}

/** The values that decide how far the list is scrolled. */
export interface Scrolled {
  readonly rows: readonly Row[];
  /** Index of the active row. */
  readonly active: number;
  /** True if the user made this row active. False if the first row is active by default. */
  readonly marked: boolean;
  /**
   * A text that identifies the search. It changes when the user begins another search. It stays the same when more rows
   * are loaded.
   */
  readonly about: string;
  /** The scroll position of the list. It is kept while the list is not on screen. */
  readonly position: ScrollPosition;
  /** Height in px of the lower part of the list that something covers. */
  readonly inset: number;
}

type Box = { readonly current: HTMLDivElement | null };

const hoveredRow = (list: HTMLElement) => list.querySelector<HTMLElement>('[data-row]:hover')?.dataset.row;

/**
 * Rows may be added or removed above the row that the user looks at. This hook then scrolls the list, so that this row
 * does not move on screen. The user probably looks at the row under the pointer. If the pointer is not on the list, the
 * user probably looks at the active row. Before the user has moved in the list, the list stays at the top.
 */
export function useSteadyScroll(box: Box, { rows, active, about, position }: Scrolled): void {
  const before = useRef({ rows, about, key: rows[active]?.key });
  const restored = useRef(false);
  useLayoutEffect(() => {
    const list = box.current;
    const last = before.current;
    before.current = { rows, about, key: rows[active]?.key };
    if (!list) return;
    if (!restored.current) list.scrollTop = position.scrollTop;
    else if (last.about !== about) list.scrollTop = 0;
    else if (last.rows !== rows && position.userMoved) list.scrollTop += shiftOf(list, last.rows, rows, last.key);
    restored.current = true;
    position.scrollTop = list.scrollTop;
  }, [box, rows, about, active, position]);
}

/**
 * By how many px the row that the user looks at moves when the rows `old` are replaced by `rows`. 0 if the row is gone.
 */
function shiftOf(list: HTMLElement, old: readonly Row[], rows: readonly Row[], activeKey: string | undefined): number {
  const first = Math.ceil(list.scrollTop / rowHeight());
  const visible = (key: string | undefined) => {
    const at = old.findIndex((row) => row.key === key);
    return at >= first && at < first + list.clientHeight / rowHeight() ? key : undefined;
  };
  const anchor = visible(hoveredRow(list)) ?? visible(activeKey) ?? old[first]?.key;
  const [was, is] = [old, rows].map((each) => each.findIndex(({ key }) => key === anchor));
  return was === undefined || is === undefined || was < 0 || is < 0 ? 0 : (is - was) * rowHeight();
}

/**
 * Scrolls the list so that the active row is visible. This is done when another row becomes active, when something
 * covers the active row, and when the list is shown again in another order. If the active row is the first role of an
 * account, the account's heading becomes visible too. Does nothing if the pointer is on the active row.
 */
export function useActiveInView(box: Box, { rows, active, inset, position, marked }: Scrolled): void {
  const key = rows[active]?.key;
  const mounted = useRef(false);
  const before = useRef({ key, inset });
  useLayoutEffect(() => {
    const list = box.current;
    const first = !mounted.current;
    mounted.current = true;
    const last = before.current;
    before.current = { key, inset };
    if (!list || (last.key === key && last.inset >= inset && !(first && position.userMoved))) return;
    if (last.key !== key && !marked && position.userMoved) return;
    if (hoveredRow(list) === key) return;
    const top = (rows[active - 1]?.option === 0 ? active - 1 : active) * rowHeight();
    const covered = (active + 1) * rowHeight() - list.clientHeight + inset;
    if (list.scrollTop > top) list.scrollTop = top;
    else if (list.scrollTop < covered) list.scrollTop = covered;
  }, [key, inset]);
}

/**
 * Keeps the active row visible when the height of the list becomes smaller. For example, a message on the page or a
 * smaller popup window reduces the height.
 */
export function useActiveInLowerView(box: Box, { active, inset }: Scrolled): void {
  const latest = useRef({ active, inset });
  latest.current = { active, inset };
  useLayoutEffect(() => {
    const list = box.current;
    if (!list) return;
    let height = list.clientHeight;
    const observer = new ResizeObserver(() => {
      const hidden = height - list.clientHeight;
      height = list.clientHeight;
      const below = (latest.current.active + 1) * rowHeight() + latest.current.inset - list.scrollTop - height;
      // If the row was already below the visible part before, the list is not scrolled.
      if (hidden > 0 && below > 0 && below < hidden + rowHeight()) list.scrollTop += below;
    });
    observer.observe(list);
    return () => observer.disconnect();
  }, [box]);
}
