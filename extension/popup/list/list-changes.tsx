import { useState } from 'preact/hooks';
import type { IndexedAccount, ListChanges } from '#core/protocol/view.ts';
import { roleKey } from '#core/role-key.ts';
import { rolesOf } from '../role/roles.ts';

/** The largest number of roles that are listed by name. For the other roles, only their number is shown. */
const MAX_NAMED = 50;

interface Props {
  readonly changes: ListChanges;
  readonly accounts: readonly IndexedAccount[];
  /** Called when the user marks the changes as seen. */
  onSeen(): void;
}

interface ChangedRole {
  readonly accountName: string;
  readonly roleName: string;
}

function addedRoles(added: ReadonlySet<string>, accounts: readonly IndexedAccount[]): ChangedRole[] {
  return rolesOf(accounts).filter(({ accountId, roleName }) => added.has(roleKey({ accountId, roleName })));
}

const summary = (added: number, gone: number) =>
  [...(added > 0 ? [`${added} new`] : []), ...(gone > 0 ? [`${gone} gone`] : [])].join(', ');

/**
 * A button with a text such as `3 new, 1 gone`. A click on it shows the names of the new roles and of the roles that
 * are gone.
 */
export function ListChangesButton({ changes: { added, gone }, accounts, onSeen }: Props) {
  const [open, setOpen] = useState(false);
  const markAsSeen = () => {
    onSeen();
    document.getElementById('search')?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !open) return;
    event.preventDefault();
    setOpen(false);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: handles Escape for the button and for the panel that it opens
    <div class="list-changes" onKeyDown={onKeyDown}>
      <button
        type="button"
        class="small quiet"
        aria-expanded={open}
        aria-controls="list-changes"
        onClick={() => setOpen(!open)}
      >
        {summary(added.length, gone.length)}
      </button>
      {open && (
        <section id="list-changes" aria-label="Changes in the list">
          <ChangedRoles title="New" roles={addedRoles(new Set(added), accounts)} />
          <ChangedRoles title="Gone" roles={gone} />
          <button type="button" class="small" onClick={markAsSeen}>
            Mark as seen
          </button>
        </section>
      )}
    </div>
  );
}

function ChangedRoles({ title, roles }: { title: string; roles: readonly ChangedRole[] }) {
  if (roles.length === 0) return null;
  return (
    <>
      <h2>{title}</h2>
      <ul>
        {roles.slice(0, MAX_NAMED).map(({ accountName, roleName }) => (
          <li key={`${accountName}/${roleName}`}>
            {accountName} <span class="muted">{roleName}</span>
          </li>
        ))}
        {roles.length > MAX_NAMED && <li class="muted">and {roles.length - MAX_NAMED} more</li>}
      </ul>
    </>
  );
}
