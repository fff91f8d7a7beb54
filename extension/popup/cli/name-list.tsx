import { useState } from 'preact/hooks';
import type { NameParts } from '#core/names/template.ts';
import type { CliProfileChange } from '#core/protocol/cli-profiles.ts';
import { roleKey } from '#core/role-key.ts';

/** In px; styles/cli-plan.css has the same. */
const ROW = 24;
const SEEN = 6;
const MARGIN = 6;

interface Named extends NameParts {
  readonly name: string;
}

interface Props {
  readonly roles: readonly Named[];
  /** What would be done, by `roleKey`; roles that are missing stay as they are. */
  readonly changes: ReadonlyMap<string, CliProfileChange>;
}

/** What happens to a name beside its being written, or null. */
function happens(change: CliProfileChange | undefined): string | null {
  if (change?.was) return `was ${change.was}`;
  if (change?.is === 'found') return 'there already';
  return change?.is === 'updated' ? 'updated' : null;
}

/** Every name as it will be; thousands cost what is seen of them. */
export function NameList({ roles, changes }: Props) {
  const [scrollTop, setScrollTop] = useState(0);
  const from = Math.max(0, Math.min(Math.floor(scrollTop / ROW), roles.length - SEEN) - MARGIN);
  const shown = roles.slice(from, from + SEEN + 2 * MARGIN);
  return (
    <section
      class="cli-names"
      aria-label={`Names of ${roles.length} profiles`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it is scrolled by keyboard
      tabIndex={0}
      style={{ height: `${Math.min(roles.length, SEEN) * ROW}px` }}
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
      <span class="muted cli-name-role">{happens(change) ?? `${role.roleName} · ${role.accountName}`}</span>
    </li>
  );
}
