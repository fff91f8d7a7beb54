import type { AccountHit } from '#core/search/search.ts';
import { AccountIdText } from '../../ui/account-id.tsx';
import { Highlight } from '../../ui/highlight.tsx';
import { MiddleText } from '../../ui/middle-text.tsx';
import { ProductionMark } from '../../ui/production-mark.tsx';
import type { Row } from './list-rows.ts';
import { ConsoleAction, RowAction, type RowContext, StarAction } from './row-actions.tsx';

type RoleRow = Extract<Row, { is: 'role' }>;

/**
 * The accessible name of a role's row. It contains the account, because a screen reader may start reading in the middle
 * of an account's roles.
 */
export const roleName = ({ key, role, hit: { label, account } }: RoleRow, { fresh }: RowContext) =>
  [label, account.accountName, account.accountId, role.label, role.roleName, fresh.has(key) && 'new']
    .filter(Boolean)
    .join(', ');

/** What screen readers read for a star and for an account that is marked as production. */
export const roleState = ({ key, hit }: RoleRow, { favourites }: RowContext) =>
  [...(favourites.has(key) ? ['favourite'] : []), ...(hit.production ? ['production'] : [])].join(', ') || undefined;

const accountTitle = ({ account }: AccountHit) =>
  [account.accountName, account.accountId, account.emailAddress].filter(Boolean).join('\n');

/** The content of an account's row. The row is a heading, or an option if the account's roles are not loaded. */
export function AccountText({ hit }: { hit: AccountHit }) {
  const { account, label } = hit;
  return (
    <>
      {label && (
        <span class="name own-label" dir="auto" title={accountTitle(hit)}>
          <Highlight text={label} matches={hit.labelMatches} />
        </span>
      )}{' '}
      <span class={label ? 'muted name middle' : 'name middle'} dir="auto" title={accountTitle(hit)}>
        <MiddleText text={account.accountName} matches={hit.nameMatches} />
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

/** The content of the row of a role. */
export function RoleText({ row, list }: { row: RoleRow; list: RowContext }) {
  const choose = (event: MouseEvent) => {
    event.stopPropagation();
    list.onChoose(row, event.shiftKey ? 'range' : 'one');
  };
  return (
    <>
      {/* A click does the same as Ctrl+Space. Screen readers get the state from the option's `aria-checked`. */}
      <span class="tick" title="Choose (Ctrl+Space)" aria-hidden="true" onClick={choose} />
      {row.apart && <ApartAccount hit={row.hit} />}
      {row.role.label && (
        <span class="own-label" dir="auto" title={row.role.label}>
          <Highlight text={row.role.label} matches={row.role.labelMatches} />
        </span>
      )}{' '}
      <span class={row.role.label ? 'muted name middle' : 'name middle'} dir="auto" title={row.role.roleName}>
        <MiddleText text={row.role.roleName} matches={row.role.matches} />
      </span>
      {list.fresh.has(row.key) && <span class="new" />}
      {row.apart && row.hit.production && <span class="production short" title="production account" />}
      <RowAction
        class="on-hover"
        word="Write"
        title="Write profile at once (Ctrl+Enter)"
        act={() => list.onWrite(row)}
      />
      <ConsoleAction row={row} on={list} />
      <StarAction row={row} starred={list.favourites.has(row.key)} on={list} />
    </>
  );
}

/**
 * The account of a favourite role. A favourite role is not listed under its account, so its row shows the account.
 * Screen readers ignore this element, because the option's name already contains the account.
 */
const ApartAccount = ({ hit }: { hit: AccountHit }) => (
  <span class="muted apart-account" title={accountTitle(hit)} data-text={hit.label || hit.account.accountName} />
);
