import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { How } from '../shell/keys.ts';
import type { Row } from './list-rows.ts';
import { RowView } from './row-view.tsx';
import type { ListPlace } from './use-list.ts';

/** Height of every row in px; styles/rows.css has the same. */
const ROW = 32;
/** Lists up to this many rows are whole in the document; longer ones only around what is seen. */
const WHOLE = 60;
const MARGIN = 12;
const USUAL_HEIGHT = 440;

export interface ListProps {
  readonly rows: readonly Row[];
  readonly options: number;
  /** Index of the active row. */
  readonly active: number;
  /** The active row was marked by hand; otherwise it is just the first. */
  readonly marked: boolean;
  /** Changes when the list is another one (a new search), not the same with more in it. */
  readonly about: string;
  /** Keys of roles that were not there before. */
  readonly fresh: ReadonlySet<string>;
  /** Accounts asked for and not here yet. */
  readonly loading: ReadonlySet<string>;
  /** Where the list stood when it was last on screen. */
  readonly place: ListPlace;
  /** Keys of the chosen rows. */
  readonly chosen: ReadonlySet<string>;
  /** Keys of the roles that are favourites by now. */
  readonly favourites: ReadonlySet<string>;
  /** So much of the list's lower end is covered, in px. */
  readonly inset: number;
  onOpen(row: Row): void;
  onWrite(row: Row): void;
  onStar(row: Row): void;
  onChoose(row: Row, how: How): void;
  /** Rows now on screen. */
  onSeen(rows: readonly Row[]): void;
}

interface Window {
  readonly from: number;
  readonly to: number;
}

function windowOf(count: number, scrollTop: number, height: number): Window {
  if (count <= WHOLE) return { from: 0, to: count };
  const first = Math.floor(scrollTop / ROW);
  return {
    from: Math.max(0, first - MARGIN),
    to: Math.min(count, first + Math.ceil(height / ROW) + MARGIN),
  };
}

interface RowGroup {
  readonly key: string;
  readonly name: string;
  readonly rows: Row[];
}

/** What a row stands under: the favourites, or its account. */
function groupOf(row: Row): Omit<RowGroup, 'rows'> {
  if (row.is === 'favourites' || (row.is === 'role' && row.apart)) return { key: 'favourites', name: 'Favourites' };
  const { accountId, accountName } = row.hit.account;
  return { key: accountId, name: `${accountName}, ${accountId}` };
}

/** Consecutive rows that stand under the same. */
function grouped(rows: readonly Row[]): RowGroup[] {
  const groups: RowGroup[] = [];
  for (const row of rows) {
    const group = groupOf(row);
    const last = groups.at(-1);
    if (last?.key === group.key) last.rows.push(row);
    else groups.push({ ...group, rows: [row] });
  }
  return groups;
}

/**
 * The listbox. Rows are of one height, so a thousand accounts cost what is seen of them; `aria-setsize` and
 * `aria-posinset` tell screen readers of the rest.
 */
export function RoleList(props: ListProps) {
  const { rows, active, place, chosen } = props;
  const box = useRef<HTMLDivElement>(null);
  // Room for what covers the end; it stays when that goes, so that nothing moves under the pointer.
  const room = useRef(0);
  room.current = Math.max(room.current, props.inset);
  const [scrollTop, setScrollTop] = useState(place.scrollTop);
  const height = box.current?.clientHeight || USUAL_HEIGHT;
  const { from, to } = windowOf(rows.length, scrollTop, height);
  const above = active >= 0 && active < from;
  const below = active >= to;
  useSteadyPlace(box, props);
  useActiveInView(box, props);
  useLayoutEffect(() => {
    const top = box.current?.scrollTop ?? 0;
    if (top !== scrollTop) setScrollTop(top);
    const first = Math.floor(top / ROW);
    props.onSeen(rows.slice(first, first + Math.ceil(height / ROW)));
  });
  const onScroll = () => {
    place.scrollTop = box.current?.scrollTop ?? 0;
    if (place.scrollTop > 0) place.held = true;
    setScrollTop(place.scrollTop);
  };
  // A pointer that rests where the list has come up says nothing; browsers tell of that as a move by nothing.
  const onPointerMove = ({ movementX, movementY }: PointerEvent) => {
    if (movementX !== 0 || movementY !== 0) place.held = true;
  };
  return (
    <div
      ref={box}
      id="roles"
      class={chosen.size > 0 ? 'roles choosing' : 'roles'}
      role="listbox"
      aria-label="Accounts and roles"
      aria-multiselectable="true"
      aria-activedescendant={optionId(rows[active])}
      tabIndex={0}
      onScroll={onScroll}
      onPointerMove={onPointerMove}
    >
      <div
        role="presentation"
        style={{
          paddingTop: `${(above ? active : from) * ROW}px`,
          paddingBottom: `${(rows.length - (below ? active + 1 : to)) * ROW + room.current}px`,
        }}
      >
        {above && <Far gap={from - active - 1} side="Bottom" list={props} />}
        {grouped(rows.slice(from, to)).map((group) => (
          <Group key={group.key} group={group} list={props} />
        ))}
        {below && <Far gap={active - to} side="Top" list={props} />}
      </div>
    </div>
  );
}

/** The active row, far from what is seen: the search box refers to it wherever the list was scrolled to. */
function Far({ gap, side, list }: { gap: number; side: 'Top' | 'Bottom'; list: ListProps }) {
  const row = list.rows[list.active];
  return (
    <div role="presentation" style={{ [`padding${side}`]: `${gap * ROW}px` }}>
      {row && <Group group={{ ...groupOf(row), rows: [row] }} list={list} />}
    </div>
  );
}

export const optionId = (row: Row | undefined): string | undefined => (row ? `option-${row.key}` : undefined);

function Group({ group, list }: { group: RowGroup; list: ListProps }) {
  const activeKey = list.rows[list.active]?.key;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot stand in a listbox
    <div role="group" aria-label={group.name} data-group={group.key === 'favourites' ? 'favourites' : 'account'}>
      {group.rows.map((row) => (
        <RowView key={row.key} row={row} active={row.option > 0 && row.key === activeKey} list={list} />
      ))}
    </div>
  );
}

type Box = { readonly current: HTMLDivElement | null };

/**
 * Keeps what the user looks at where it is when rows come or go above it: the row under the pointer, else the active.
 * A list in which nobody has moved yet stays at its top.
 */
function useSteadyPlace(box: Box, { rows, active, about, place }: ListProps): void {
  const before = useRef({ rows, about, key: rows[active]?.key });
  const restored = useRef(false);
  useLayoutEffect(() => {
    const list = box.current;
    const last = before.current;
    before.current = { rows, about, key: rows[active]?.key };
    if (!list) return;
    if (!restored.current) list.scrollTop = place.scrollTop;
    else if (last.about !== about) list.scrollTop = 0;
    else if (last.rows !== rows && place.held) list.scrollTop += shiftOf(list, last.rows, rows, last.key);
    restored.current = true;
    place.scrollTop = list.scrollTop;
  }, [box, rows, about, active, place]);
}

function shiftOf(list: HTMLElement, old: readonly Row[], rows: readonly Row[], activeKey: string | undefined): number {
  const hovered = list.querySelector<HTMLElement>('[data-row]:hover')?.dataset.row;
  const first = Math.ceil(list.scrollTop / ROW);
  const seen = (key: string | undefined) => {
    const at = old.findIndex((row) => row.key === key);
    return at >= first && at < first + list.clientHeight / ROW ? key : undefined;
  };
  const anchor = seen(hovered) ?? seen(activeKey) ?? old[first]?.key;
  const [was, is] = [old, rows].map((each) => each.findIndex(({ key }) => key === anchor));
  return was === undefined || is === undefined || was < 0 || is < 0 ? 0 : (is - was) * ROW;
}

/**
 * Brings the active row into view when it changes or is covered, and its account's heading with the first role; also
 * where the list has come up again in another order. A row under the pointer stays where it is.
 */
function useActiveInView(box: Box, { rows, active, inset, place, marked }: ListProps): void {
  const key = rows[active]?.key;
  const mounted = useRef(false);
  const before = useRef({ key, inset });
  useLayoutEffect(() => {
    const list = box.current;
    const first = !mounted.current;
    mounted.current = true;
    const last = before.current;
    before.current = { key, inset };
    if (!list || (last.key === key && last.inset >= inset && !(first && place.held))) return;
    if (last.key !== key && !marked && place.held) return;
    if (list.querySelector<HTMLElement>('[data-row]:hover')?.dataset.row === key) return;
    const top = (rows[active - 1]?.option === 0 ? active - 1 : active) * ROW;
    const covered = (active + 1) * ROW - list.clientHeight + inset;
    if (list.scrollTop > top) list.scrollTop = top;
    else if (list.scrollTop < covered) list.scrollTop = covered;
  }, [key, inset]);
}
