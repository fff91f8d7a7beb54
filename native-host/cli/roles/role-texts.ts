import { ago, timeLeft } from '../profiles/time-left.ts';
import type { ListedRole, RoleKind } from './listed-role.ts';

/** The text for each kind of role. */
const KINDS: Readonly<Record<RoleKind, string>> = { live: 'live', keys: 'keys', sso: 'SSO', none: 'not set up' };

/** The texts about one role, for a table or for the list in a terminal. */
export interface RoleTexts {
  /** Name of the profile, or `-`. */
  readonly name: string;
  readonly account: string;
  readonly accountId: string;
  readonly roleName: string;
  readonly kind: string;
  /** The time until the keys expire: `42 min`, `expired 3 min ago`, or `-`. */
  readonly left: string;
  /** The last use: `5 min ago`, or `-`. */
  readonly used: string;
  /** The mark of a production account: `PRODUCTION`, or empty. */
  readonly mark: string;
}

/** The texts for a role. @param now the current time, in epoch ms */
export function roleTexts(role: ListedRole, now: number): RoleTexts {
  const { name, account, accountId, roleName, kind, expiresAt, usedAt, isProduction } = role;
  return {
    name: name ?? '-',
    account: account ?? '-',
    accountId,
    roleName,
    kind: KINDS[kind],
    left: expiresAt === null ? '-' : timeLeft(expiresAt, now),
    used: usedAt === null ? '-' : ago(usedAt, now),
    mark: isProduction ? 'PRODUCTION' : '',
  };
}
