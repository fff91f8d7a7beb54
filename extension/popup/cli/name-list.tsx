import { useState } from 'preact/hooks';
import type { NameParts } from '#core/names/template.ts';
import type { CliProfileChange } from '#core/protocol/cli-profiles.ts';
import { roleKey } from '#core/role-key.ts';

/** Height of a row in px; styles/cli-plan.css has the same value. */
const ROW = 24;
/** Rows visible at once. */
const VISIBLE = 6;
/** Rows rendered above and below them. */
const MARGIN = 6;

interface Named extends NameParts {
  readonly name: string;
  /** The name that the template gives and that is taken. */
  readonly wanted?: string;
}

interface Props {
  readonly roles: readonly Named[];
  /** Changes by `roleKey`; a role that is missing has none. */
  readonly changes: ReadonlyMap<string, CliProfileChange>;
}

/** A note about the change of a profile, or null for a new one with the name that the template gives. */
function noteOn(change: CliProfileChange | undefined, wanted: string | undefined): string | null {
  if (change?.was) return `was ${change.was}`;
  if (change?.is === 'found') return 'there already';
  if (change?.is === 'updated') return 'updated';
  return wanted === undefined ? null : 'first name is taken';
}

/** Every profile name. Only the visible rows are rendered. */
export function NameList({ roles, changes }: Props) {
  const [scrollTop, setScrollTop] = useState(0);
  const from = Math.max(0, Math.min(Math.floor(scrollTop / ROW), roles.length - VISIBLE) - MARGIN);
  const shown = roles.slice(from, from + VISIBLE + 2 * MARGIN);
  return (
    <section
      class="cli-names"
      aria-label={`Names of ${roles.length} profiles`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it can be scrolled by keyboard
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
