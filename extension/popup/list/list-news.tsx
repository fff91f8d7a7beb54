import { useState } from 'preact/hooks';
import type { IndexedAccount, ListChanges } from '#core/protocol/view.ts';
import { roleKey } from '#core/role-key.ts';
import { rolesOf } from '../role/roles.ts';

/** More of a kind are counted. */
const SHOWN = 50;

interface Props {
  readonly changes: ListChanges;
  readonly accounts: readonly IndexedAccount[];
  /** The user has seen them. */
  onSeen(): void;
}

interface Named {
  readonly accountName: string;
  readonly roleName: string;
}

function addedRoles(added: ReadonlySet<string>, accounts: readonly IndexedAccount[]): Named[] {
  return rolesOf(accounts).filter(({ accountId, roleName }) => added.has(roleKey({ accountId, roleName })));
}

const summary = (added: number, gone: number) =>
  [...(added > 0 ? [`${added} new`] : []), ...(gone > 0 ? [`${gone} gone`] : [])].join(', ');

/** `3 new, 1 gone`, and which they are when asked. */
export function ListNews({ changes: { added, gone }, accounts, onSeen }: Props) {
  const [open, setOpen] = useState(false);
  const seen = () => {
    onSeen();
    document.getElementById('search')?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !open) return;
    event.preventDefault();
    setOpen(false);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: hears Escape from the button and what it opens
    <div class="news" onKeyDown={onKeyDown}>
      <button
        type="button"
        class="small quiet"
        aria-expanded={open}
        aria-controls="news"
        onClick={() => setOpen(!open)}
      >
        {summary(added.length, gone.length)}
      </button>
      {open && (
        <section id="news" aria-label="Changes in the list">
          <NewsOf title="New" roles={addedRoles(new Set(added), accounts)} />
          <NewsOf title="Gone" roles={gone} />
          <button type="button" class="small" onClick={seen}>
            Mark as seen
          </button>
        </section>
      )}
    </div>
  );
}

function NewsOf({ title, roles }: { title: string; roles: readonly Named[] }) {
  if (roles.length === 0) return null;
  return (
    <>
      <h2>{title}</h2>
      <ul>
        {roles.slice(0, SHOWN).map(({ accountName, roleName }) => (
          <li key={`${accountName}/${roleName}`}>
            {accountName} <span class="muted">{roleName}</span>
          </li>
        ))}
        {roles.length > SHOWN && <li class="muted">and {roles.length - SHOWN} more</li>}
      </ul>
    </>
  );
}
