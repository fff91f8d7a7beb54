import { useState } from 'preact/hooks';
import type { NameParts } from '#core/names/template.ts';
import type { CliProfileChange } from '#core/protocol/cli-profiles.ts';
import { roleKey } from '#core/role-key.ts';

/** Height of a row in px; styles/cli-plan.css has the same value. */
const ROW = 24;
/** Number of visible rows. */
const VISIBLE = 6;
/** Number of rows that are rendered above the visible rows, and below them. */
const MARGIN = 6;

interface Named extends NameParts {
  readonly name: string;
  /** The name from the template, if this name is taken. */
  readonly wanted?: string;
}

interface Props {
  readonly roles: readonly Named[];
  /** The planned changes by `roleKey`. A role without an entry has no change. */
  readonly changes: ReadonlyMap<string, CliProfileChange>;
}

/** A note about the change of a profile. Null for a new profile with the name from the template. */
function noteOn(change: CliProfileChange | undefined, wanted: string | undefined): string | null {
  if (change?.was) return `was ${change.was}`;
  if (change?.is === 'found') return 'there already';
  if (change?.is === 'updated') return 'updated';
  return wanted === undefined ? null : 'first name is taken';
}

/** The list of all profile names. Only the visible rows are rendered. */
export function NameList({ roles, changes }: Props) {
  const [scrollTop, setScrollTop] = useState(0);
  const from = Math.max(0, Math.min(Math.floor(scrollTop / ROW), roles.length - VISIBLE) - MARGIN);
  const shown = roles.slice(from, from + VISIBLE + 2 * MARGIN);
  return (
    <section
      class="cli-names"
      aria-label={`Names of ${roles.length} profiles`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: users can scroll the list with the keyboard
      tabIndex={0}
      style={{ height: `${Math.min(roles.length, VISIBLE) * ROW}px` }}
      onScroll={(event) => setScrollTop(event.currentTarget.scrollTop)}
    >
      <ul style={{ paddingTop: `${from * ROW}px`, paddingBottom: `${(roles.length - from - shown.length) * ROW}px` }}>
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
      <span class="cli-name-text">{name}</span>{' '}
      <span class="muted cli-name-role">{noteOn(change, role.wanted) ?? `${role.roleName} · ${role.accountName}`}</span>
    </li>
  );
}
