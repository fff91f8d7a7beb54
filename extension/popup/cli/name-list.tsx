import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { NameParts } from '#core/names/template.ts';
import type { CliProfileChange } from '#core/protocol/cli-profiles.ts';
import { roleKey } from '#core/role-key.ts';
import { MiddleText } from '../../ui/middle-text.tsx';

/** Height of a row in rem; styles/cli-plan.css has the same value. */
const ROW_REM = 1.5;
/** Number of rows that are rendered above the visible part of the dialog, and below it. */
const MARGIN = 8;
/** The assumed height of the visible part of the dialog, in rows. It is used until the real height is known. */
const USUAL = 20;

interface Named extends NameParts {
  readonly name: string;
  /** The name from the template, if this name is taken. The role then gets another name. */
  readonly wanted?: string;
}

interface Props {
  readonly roles: readonly Named[];
  /** The planned changes, by `roleKey`. A role without an entry does not change. */
  readonly changes: ReadonlyMap<string, CliProfileChange>;
}

/**
 * The note beside a profile's name. The note says what happens to the profile. Null for a new profile that gets the
 * name from the template.
 */
function noteOn(change: CliProfileChange | undefined, wanted: string | undefined): string | null {
  if (change?.was) return `was ${change.was}`;
  if (change?.is === 'found') return 'there already';
  if (change?.is === 'updated') return 'updated';
  return wanted === undefined ? null : 'the template’s name is taken';
}

/** The indexes of the rows that are rendered, from `from` to `to`. The row `to` is not included. */
interface Range {
  readonly from: number;
  readonly to: number;
}

/** The rows of a list in or near the visible part of the scrolling element. */
function visibleRows(list: HTMLElement, scroller: HTMLElement, count: number): Range {
  const row = ROW_REM * Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
  const above = scroller.getBoundingClientRect().top - list.getBoundingClientRect().top;
  const first = Math.floor(above / row) - MARGIN;
  const from = Math.max(0, Math.min(first, count));
  return { from, to: Math.min(count, Math.max(0, first) + Math.ceil(scroller.clientHeight / row) + 2 * MARGIN) };
}

/**
 * The list of all profile names. It scrolls with the dialog. Only the rows in or near the visible part are rendered.
 */
export function NameList({ roles, changes }: Props) {
  const list = useRef<HTMLUListElement>(null);
  const [{ from, to }, setRange] = useState<Range>({ from: 0, to: USUAL });
  useLayoutEffect(() => {
    const scroller = list.current?.closest<HTMLElement>('.cli-body');
    if (!scroller) return;
    const update = () => {
      if (!list.current) return;
      const next = visibleRows(list.current, scroller, roles.length);
      setRange((before) => (before.from === next.from && before.to === next.to ? before : next));
    };
    update();
    scroller.addEventListener('scroll', update);
    return () => scroller.removeEventListener('scroll', update);
  }, [roles.length]);
  const shown = roles.slice(from, to);
  return (
    <section
      class="cli-names"
      aria-label={`Names of ${roles.length} profiles`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: users can scroll the dialog with the keyboard
      tabIndex={0}
    >
      <ul
        ref={list}
        style={{
          paddingTop: `${from * ROW_REM}rem`,
          paddingBottom: `${Math.max(0, roles.length - from - shown.length) * ROW_REM}rem`,
        }}
      >
        {shown.map((role, at) => {
          const key = roleKey(role);
          return <NameRow key={key} role={role} change={changes.get(key)} at={from + at + 1} of={roles.length} />;
        })}
      </ul>
    </section>
  );
}

interface RowProps {
  readonly role: Named;
  readonly change: CliProfileChange | undefined;
  readonly at: number;
  readonly of: number;
}

function NameRow({ role, change, at, of }: RowProps) {
  const name = change?.name ?? role.name;
  const title = `${role.accountName}\n${role.accountId}\n${role.roleName}`;
  return (
    <li class="cli-name" aria-posinset={at} aria-setsize={of} title={`${name}\n${title}`}>
      <span class="cli-name-text middle">
        <MiddleText text={name} />
      </span>{' '}
      <span class="muted cli-name-role">{noteOn(change, role.wanted) ?? `${role.roleName} · ${role.accountName}`}</span>
    </li>
  );
}
