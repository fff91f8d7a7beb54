import { roleKey } from '#core/role-key.ts';
import { AccountIdText } from '../../ui/account-id.tsx';
import { MiddleText } from '../../ui/middle-text.tsx';
import { clockTime, timeLeft } from '../../ui/time-text.ts';
import type { RecentProfile } from '../profiles/recent-profiles.ts';
import type { Row } from './list-rows.ts';
import { RowAction, type RowContext, StarAction } from './row-actions.tsx';

type RecentRow = Extract<Row, { is: 'recent' }>;

/** The tooltip: the profile's name, the account, and when the keys end. */
export function recentTitle({ profile, accountName }: RecentProfile, now: number): string {
  const { name, accountId, roleName, expiration } = profile;
  const end =
    expiration === null ? null : `${expiration > now ? 'valid until' : 'expired at'} ${clockTime(expiration, now)}`;
  return [`Profile ${name}`, `${roleName} in ${accountName}`, accountId, end].filter(Boolean).join('\n');
}

/** The content of the row of a written profile. Screen readers also get the account's id and the profile's name. */
export function RecentText({ row, list }: { row: RecentRow; list: RowContext }) {
  const { profile, accountName, label, production } = row.recent;
  const { name, accountId, roleName, expiration } = profile;
  const isListed = accountName !== accountId;
  return (
    <>
      <span class="name middle" dir="auto">
        {isListed || label ? <MiddleText text={label ?? accountName} /> : <AccountIdText id={accountId} />}
      </span>{' '}
      {isListed && <span class="sr-only">{label ? `${accountName} ${accountId}` : accountId}</span>}{' '}
      <span class="muted recent-role middle" dir="auto">
        <MiddleText text={roleName} />
      </span>{' '}
      <span class="sr-only">profile {name}</span>{' '}
      {production && <span class="production short" title="production account" />}
      {expiration !== null && (
        <span class={expiration > list.now ? 'recent-left' : 'recent-left why'}>{timeLeft(expiration, list.now)}</span>
      )}
      <RowAction class="renew" word="Renew" title={`Renew ${name} (Ctrl+Enter)`} act={() => list.onWrite(row)} />
      <StarAction row={row} starred={list.favourites.has(roleKey(profile))} on={list} />
    </>
  );
}
