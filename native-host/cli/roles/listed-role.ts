/**
 * How a role gets its keys: `live` from the browser, `keys` from the credentials file, `sso` with the AWS CLI's own
 * sign-in. `none`: the role has no profile yet.
 */
export type RoleKind = 'live' | 'keys' | 'sso' | 'none';

/** A role that is available to the user, with its profile. */
export interface ListedRole {
  /** Name of the profile; null if the role has none. */
  readonly name: string | null;
  readonly kind: RoleKind;
  readonly portal: string;
  readonly accountId: string;
  /** The person's own label of the account, else its name, else null. */
  readonly account: string | null;
  readonly roleName: string;
  readonly region: string | null;
  /** Whether the person marked the account as production. */
  readonly isProduction: boolean;
  /** When the written keys expire, epoch ms; null for other kinds and if the time is unknown. */
  readonly expiresAt: number | null;
  /** When a program last got keys of a live profile, epoch ms, or null. */
  readonly usedAt: number | null;
  readonly usedBy: string | null;
}

/** The order of the list: used profiles, then the others. The most recent comes first. */
function compareRoles(a: ListedRole, b: ListedRole): number {
  const byUse = (b.usedAt ?? 0) - (a.usedAt ?? 0) || (b.expiresAt ?? 0) - (a.expiresAt ?? 0);
  return byUse || Number(a.name === null) - Number(b.name === null);
}

const { compare } = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
const shownName = ({ name, account, accountId, roleName }: ListedRole): string =>
  name ?? `${account ?? accountId} ${roleName}`;

/** The roles with the most recent first, then by name. Numbers in names are ordered by value. */
export function recentFirst(roles: readonly ListedRole[]): readonly ListedRole[] {
  return roles.toSorted((a, b) => compareRoles(a, b) || compare(shownName(a), shownName(b)));
}
