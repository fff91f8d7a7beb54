import type { ComponentChildren } from 'preact';
import type { AccountHit } from '#core/search/search.ts';
import { AccountIdText } from '../../ui/account-id.tsx';
import { Highlight } from '../../ui/highlight.tsx';
import { StarIcon, WriteIcon } from '../../ui/icons.tsx';
import { ProductionMark } from '../../ui/production-mark.tsx';
import type { ChooseMode } from '../shell/keys.ts';
import { optionId, type Row } from './list-rows.ts';

/** The facts about the list that its rows need. */
export interface RowContext {
  /** Number of options in the list. */
  readonly options: number;
  /** Keys of the chosen rows. */
  readonly chosen: ReadonlySet<string>;
  /** Keys of the roles that are favourites. */
  readonly favourites: ReadonlySet<string>;
  /** Keys of the roles that were added after the user last looked at the list. */
  readonly fresh: ReadonlySet<string>;
  /** Ids of the accounts whose roles are being loaded. */
  readonly loading: ReadonlySet<string>;
  onOpen(row: Row): void;
  onWrite(row: Row): void;
  onStar(row: Row): void;
  onChoose(row: Row, mode: ChooseMode): void;
}

interface Props {
  readonly row: Row;
  readonly active: boolean;
  readonly list: RowContext;
}

/** One row: a heading, an account whose roles are not loaded, or a role. */
export function RowView({ row, active, list }: Props) {
  if (row.is === 'favourites') {
    return (
      <div class="row heading" data-row={row.key} aria-hidden="true">
        Favourites
      </div>
    );
  }
  if (row.is === 'account') {
    return (
      <div class="row account" data-row={row.key} aria-hidden="true">
        <AccountText hit={row.hit} />
        {row.hit.roles?.length === 0 && <span class="muted hint">no roles</span>}
      </div>
    );
  }
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the search box handles the keys and refers to the active row
    // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the search box
    <div
      id={optionId(row)}
      class={row.is === 'role' && row.apart ? 'row role apart' : `row ${row.is}`}
      data-row={row.key}
      role="option"
      aria-label={row.is === 'role' ? roleName(row, list) : undefined}
      aria-description={row.is === 'role' ? roleState(row, list) : undefined}
      aria-selected={active}
      aria-checked={row.is === 'role' ? list.chosen.has(row.key) : undefined}
      aria-setsize={list.options}
      aria-posinset={row.option}
      onClick={(event) => {
        const mode = event.shiftKey ? 'range' : event.ctrlKey || event.metaKey ? 'one' : null;
        if (mode && row.is === 'role') list.onChoose(row, mode);
        else list.onOpen(row);
      }}
    >
      {row.is === 'unloaded' ? <UnloadedRow row={row} list={list} /> : <RoleText row={row} list={list} />}
    </div>
  );
}

type RoleRow = Extract<Row, { is: 'role' }>;

/**
 * The accessible name. It contains the account, because users of screen readers may jump into the middle of a group.
 */
const roleName = ({ key, role, hit: { label, account } }: RoleRow, { fresh }: RowContext) =>
  [label, account.accountName, account.accountId, role.label, role.roleName, fresh.has(key) && 'new']
    .filter(Boolean)
    .join(', ');

/** The meaning of the star and of the production mark, as text. */
const roleState = ({ key, hit }: RoleRow, { favourites }: RowContext) =>
  [...(favourites.has(key) ? ['favourite'] : []), ...(hit.production ? ['production'] : [])].join(', ') || undefined;

const accountTitle = ({ account }: AccountHit) =>
  [account.accountName, account.accountId, account.emailAddress].filter(Boolean).join('\n');

function AccountText({ hit }: { hit: AccountHit }) {
  const { account, label } = hit;
  return (
    <>
      {label && (
        <span class="name own-label" title={accountTitle(hit)}>
          <Highlight text={label} matches={hit.labelMatches} />
        </span>
      )}{' '}
      <span class={label ? 'muted name' : 'name'} title={accountTitle(hit)}>
        <Highlight text={account.accountName} matches={hit.nameMatches} />
      </span>{' '}
      {hit.production && <ProductionMark />}
      {hit.nameMatches.length + hit.labelMatches.length === 0 && hit.emailMatches.length > 0 && (
        <span class="muted email">
          <Highlight text={account.emailAddress} matches={hit.emailMatches} />
        </span>
      )}
      <AccountIdText id={account.accountId} matches={hit.idMatches} />
    </>
  );
}

function UnloadedRow({ row, list }: { row: Extract<Row, { is: 'unloaded' }>; list: RowContext }) {
  return (
    <>
      <AccountText hit={row.hit} />{' '}
      <span class="muted hint">{list.loading.has(row.hit.account.accountId) ? 'loading roles' : 'load roles'}</span>
    </>
  );
}

function RoleText({ row, list }: { row: RoleRow; list: RowContext }) {
  const starred = list.favourites.has(row.key);
  const choose = (event: MouseEvent) => {
    event.stopPropagation();
    list.onChoose(row, event.shiftKey ? 'range' : 'one');
  };
  return (
    <>
      {/* Does the same as Ctrl+Space. Screen readers get the state from the option's `aria-checked`. */}
      <span class="tick" title="Choose (Ctrl+Space)" aria-hidden="true" onClick={choose} />
      {row.apart && <ApartAccount hit={row.hit} />}
      {row.role.label && (
        <span class="own-label" title={row.role.label}>
          <Highlight text={row.role.label} matches={row.role.labelMatches} />
        </span>
      )}{' '}
      <span class={row.role.label ? 'muted name' : 'name'} title={row.role.roleName}>
        <Highlight text={row.role.roleName} matches={row.role.matches} />
      </span>
      {list.fresh.has(row.key) && <span class="new" />}
      {row.apart && row.hit.production && <span class="production short" title="production account" />}
      <Shortcut title="Write profile at once (Ctrl+Enter)" act={() => list.onWrite(row)}>
        <WriteIcon />
      </Shortcut>
      <Shortcut
        title={starred ? 'No longer a favourite (Ctrl+D)' : 'Favourite (Ctrl+D)'}
        on={starred}
        act={() => list.onStar(row)}
      >
        <StarIcon on={starred} />
      </Shortcut>
    </>
  );
}

/**
 * The account of a favourite, because a favourite is not listed under its account. Screen readers ignore this element,
 * because the option's name contains the account.
 */
const ApartAccount = ({ hit }: { hit: AccountHit }) => (
  <span class="muted apart-account" title={accountTitle(hit)} data-text={hit.label || hit.account.accountName} />
);

interface ShortcutProps {
  readonly title: string;
  /** True if the action is shown even when the pointer is not on the row. */
  readonly on?: boolean;
  readonly children: ComponentChildren;
  act(): void;
}

/** Does with the mouse what a key does. It is not a button, because an option may not contain a button. */
function Shortcut({ title, on = false, children, act }: ShortcutProps) {
  const click = (event: Event) => {
    event.stopPropagation();
    act();
  };
  return (
    <span class={on ? 'shortcut on' : 'shortcut'} title={title} aria-hidden="true" onClick={click}>
      {children}
    </span>
  );
}
