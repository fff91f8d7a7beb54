import { AccountIdText } from '../ui/account-id.tsx';
import { Highlight } from '../ui/highlight.tsx';
import { WriteIcon } from '../ui/icons.tsx';
import type { Row } from './list-rows.ts';
import { type ListProps, optionId } from './role-list.tsx';

interface Props {
  readonly row: Row;
  readonly active: boolean;
  readonly list: ListProps;
}

/** One row: an account's heading, an account to load, or a role. */
export function RowView({ row, active, list }: Props) {
  if (row.is === 'account') {
    return (
      <div class="row account" data-row={row.key} aria-hidden="true">
        <AccountText row={row} />
        {row.hit.roles?.length === 0 && <span class="muted hint">no roles</span>}
      </div>
    );
  }
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: keys are taken at the search box, which names this as its active descendant
    // biome-ignore lint/a11y/useFocusableInteractive: as above; the focus stays in the search box
    <div
      id={optionId(row)}
      class={`row ${row.is}`}
      data-row={row.key}
      role="option"
      aria-label={row.is === 'role' ? roleName(row, list) : undefined}
      aria-selected={active}
      aria-checked={row.is === 'role' ? list.chosen.has(row.key) : undefined}
      aria-setsize={list.options}
      aria-posinset={row.option}
      onClick={(event) => {
        const how = event.shiftKey ? 'range' : event.ctrlKey || event.metaKey ? 'one' : null;
        if (how && row.is === 'role') list.onChoose(row, how);
        else list.onOpen(row);
      }}
    >
      {row.is === 'unloaded' ? <UnloadedRow row={row} list={list} /> : <RoleText row={row} list={list} />}
    </div>
  );
}

/** The account with every role, since a reader's user may jump into the middle of a group. */
const roleName = ({ key, role, hit }: Extract<Row, { is: 'role' }>, { fresh }: ListProps) =>
  `${hit.account.accountName}, ${hit.account.accountId}, ${role.roleName}${fresh.has(key) ? ', new' : ''}`;

function AccountText({ row: { hit } }: { row: Row }) {
  return (
    <>
      <span class="name" title={`${hit.account.accountName}\n${hit.account.emailAddress}`.trim()}>
        <Highlight text={hit.account.accountName} matches={hit.nameMatches} />
      </span>{' '}
      {hit.nameMatches.length === 0 && hit.emailMatches.length > 0 && (
        <span class="muted email">
          <Highlight text={hit.account.emailAddress} matches={hit.emailMatches} />
        </span>
      )}
      <AccountIdText id={hit.account.accountId} matches={hit.idMatches} />
    </>
  );
}

function UnloadedRow({ row, list }: { row: Row; list: ListProps }) {
  return (
    <>
      <AccountText row={row} />{' '}
      <span class="muted hint">{list.loading.has(row.hit.account.accountId) ? 'loading roles' : 'load roles'}</span>
    </>
  );
}

function RoleText({ row, list }: { row: Extract<Row, { is: 'role' }>; list: ListProps }) {
  const write = (event: Event) => {
    event.stopPropagation();
    list.onWrite(row);
  };
  const choose = (event: MouseEvent) => {
    event.stopPropagation();
    list.onChoose(row, event.shiftKey ? 'range' : 'one');
  };
  return (
    <>
      {/* A mouse's short cut for Ctrl+Space; the option itself says whether it is checked. */}
      <span class="tick" title="Choose (Ctrl+Space)" aria-hidden="true" onClick={choose} />
      <span class="name">
        <Highlight text={row.role.roleName} matches={row.role.matches} />
      </span>
      {list.fresh.has(row.key) && <span class="new" />}
      {/* A mouse's short cut for Ctrl+Enter, no button: an option may hold none. */}
      <span class="write-now" title="Write profile at once (Ctrl+Enter)" aria-hidden="true" onClick={write}>
        <WriteIcon />
      </span>
    </>
  );
}
