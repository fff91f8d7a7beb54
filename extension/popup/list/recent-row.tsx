import { roleKey } from '#core/role-key.ts';
import { AccountIdText } from '../../ui/account-id.tsx';
import { MiddleText } from '../../ui/middle-text.tsx';
import { clockTime, timeLeft } from '../../ui/time-text.ts';
import { lastUse } from '../profiles/live-state.ts';
import type { RecentKeys, RecentProfile } from '../profiles/recent-profiles.ts';
import type { Row } from './list-rows.ts';
import { RowAction, type RowContext, StarAction } from './row-actions.tsx';

type RecentRow = Extract<Row, { is: 'recent' }>;

/**
 * The last part of the tooltip of a profile with keys. It says when the keys expire, and whether the profile is kept
 * fresh.
 */
function keysTitle({ profile: { expiration }, isFresh }: RecentKeys, now: number): readonly string[] {
  const end =
    expiration === null ? '' : `${expiration > now ? 'valid until' : 'expired at'} ${clockTime(expiration, now)}`;
  return [end, isFresh ? 'kept fresh' : ''];
}

/**
 * The tooltip of a profile. It contains the profile's name and the account. For a profile with keys, it also says when
 * the keys expire. For a live profile, it says when the profile was last used.
 */
export function recentTitle(recent: RecentProfile, now: number): string {
  const { name, accountId, roleName } = recent.profile;
  const rest = recent.kind === 'live' ? [recent.state, lastUse(recent.profile, now)] : keysTitle(recent, now);
  const title = recent.kind === 'live' ? `Live profile ${name}` : `Profile ${name}`;
  return [title, `${roleName} in ${recent.accountName}`, accountId, ...rest].filter(Boolean).join('\n');
}

/** The content of the row of a profile. Screen readers also get the account's id and the profile's name. */
export function RecentText({ row, list }: { row: RecentRow; list: RowContext }) {
  const { kind, profile, accountName, label, production } = row.recent;
  const { name, accountId, roleName } = profile;
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
      <span class="sr-only">
        {kind === 'live' ? 'live profile' : 'profile'} {name}
      </span>{' '}
      {production && <span class="production short" title="production account" />}
      <State recent={row.recent} now={list.now} />
      <MainAction row={row} list={list} />
      <StarAction row={row} starred={list.favourites.has(roleKey(profile))} on={list} />
    </>
  );
}

/** For a profile with keys: how long the keys are still valid. For a live profile: its state. */
function State({ recent, now }: { recent: RecentProfile; now: number }) {
  if (recent.kind === 'live') return <span class={`recent-left live-${recent.state}`}>{recent.state}</span>;
  const { expiration } = recent.profile;
  if (expiration === null) return null;
  return <span class={expiration > now ? 'recent-left' : 'recent-left why'}>{timeLeft(expiration, now)}</span>;
}

/** What Ctrl+Enter does with the row. */
function MainAction({ row, list }: { row: RecentRow; list: RowContext }) {
  const { kind, profile } = row.recent;
  const word = kind === 'keys' ? 'Renew' : row.recent.profile.isPaused ? 'Resume' : 'Pause';
  return (
    <RowAction class="renew" word={word} title={`${word} ${profile.name} (Ctrl+Enter)`} act={() => list.onWrite(row)} />
  );
}
