import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { type GroupBar, GroupBars } from './group-bars.tsx';
import { grouped, groupOf, type RowGroup } from './list-groups.ts';
import { optionId, type Row } from './list-rows.ts';
import {
  renderedRange,
  rowHeight,
  type Scrolled,
  useActiveInLowerView,
  useActiveInView,
  useSteadyScroll,
} from './list-scroll.ts';
import type { RowContext } from './row-actions.tsx';
import { RowView } from './row-view.tsx';

/** The assumed height of the list, in px. It is used until the real height is known. */
const USUAL_HEIGHT = 440;

interface Props extends Scrolled, RowContext {
  readonly bars: readonly GroupBar[];
  /** Elements that are shown below the options. */
  readonly after: ComponentChildren;
  /** Called with the rows on screen after each render. */
  onSeen(rows: readonly Row[]): void;
}

/**
 * The listbox. All rows have the same height, so only the visible rows need to be rendered. `aria-setsize` and
 * `aria-posinset` give screen readers the number of all options.
 */
export function RoleList(props: Props) {
  const { rows, active, position, chosen } = props;
  const box = useRef<HTMLDivElement>(null);
  // Empty space below the last row. A bar may cover the lower end of the list. The space stays when the bar disappears,
  // so that no row moves.
  const room = useRef(0);
  room.current = Math.max(room.current, props.inset);
  const [scrollTop, setScrollTop] = useState(position.scrollTop);
  const height = box.current?.clientHeight || USUAL_HEIGHT;
  const { from, to } = renderedRange(rows.length, scrollTop, height);
  const above = active >= 0 && active < from;
  const below = active >= to;
  useSteadyScroll(box, props);
  useActiveInView(box, props);
  useActiveInLowerView(box, props);
  useLayoutEffect(() => {
    const top = box.current?.scrollTop ?? 0;
    if (top !== scrollTop) setScrollTop(top);
    const first = Math.floor(top / rowHeight());
    props.onSeen(rows.slice(first, first + Math.ceil(height / rowHeight())));
  });
  const onScroll = () => {
    position.scrollTop = box.current?.scrollTop ?? 0;
    if (position.scrollTop > 0) position.userMoved = true;
    setScrollTop(position.scrollTop);
  };
  // If the list appears under a pointer that does not move, browsers still report a mouse move. The distance of this
  // move is 0 px.
  const onPointerMove = ({ movementX, movementY }: PointerEvent) => {
    if (movementX !== 0 || movementY !== 0) position.userMoved = true;
  };
  return (
    <div
      ref={box}
      class={chosen.size > 0 ? 'roles choosing' : 'roles'}
      onScroll={onScroll}
      onPointerMove={onPointerMove}
    >
      <GroupBars bars={props.bars} rows={rows} />
      <div
        id="roles"
        role="listbox"
        aria-label="Accounts and roles"
        aria-multiselectable="true"
        aria-activedescendant={optionId(rows[active])}
        tabIndex={0}
        style={{
          paddingTop: rowsHigh(above ? active : from),
          paddingBottom: `calc(${rowsHigh(rows.length - (below ? active + 1 : to))} + ${room.current}px)`,
        }}
      >
        {above && <DistantRow gap={from - active - 1} side="Bottom" list={props} />}
        {grouped(rows.slice(from, to)).map((group) => (
          <Group key={group.key} group={group} list={props} />
        ))}
        {below && <DistantRow gap={active - to} side="Top" list={props} />}
      </div>
      {props.after}
    </div>
  );
}

/** The height of this number of rows, as a CSS value. */
const rowsHigh = (count: number) => `calc(${count} * var(--row))`;

/**
 * The active row, if the user has scrolled so far that this row would not be rendered. It must still be rendered,
 * because the search box always refers to the active row.
 */
function DistantRow({ gap, side, list }: { gap: number; side: 'Top' | 'Bottom'; list: Props }) {
  const row = list.rows[list.active];
  return (
    <div role="presentation" style={{ [`padding${side}`]: rowsHigh(gap) }}>
      {row && <Group group={groupOf(row)} list={list} />}
    </div>
  );
}

function Group({ group, list }: { group: RowGroup; list: Props }) {
  const activeKey = list.rows[list.active]?.key;
  const rows = group.rows.map((row) => (
    <RowView key={row.key} row={row} active={row.option > 0 && row.key === activeKey} list={list} />
  ));
  if (group.name === null) return <div role="presentation">{rows}</div>;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a listbox cannot contain a fieldset
    <div role="group" aria-label={group.name} data-group={/^\d/.test(group.key) ? 'account' : group.key}>
      {rows}
    </div>
  );
}
