/**
 * Where tools get the keys of a role: `live` from the browser, `keys` from the credentials file, `sso` from the AWS
 * CLI's own sign-in. `none` means that the role has no profile yet.
 */
export type RoleKind = 'live' | 'keys' | 'sso' | 'none';

/** A role that is available to the user, with its profile. */
export interface ListedRole {
  /** Name of the profile; null if the role has none. */
  readonly name: string | null;
  readonly kind: RoleKind;
  readonly portal: string;
  readonly accountId: string;
  /** The label that the person gave to the account, or else the account's name, or else null. */
  readonly account: string | null;
  readonly roleName: string;
  readonly region: string | null;
  /** Whether the person marked the account as production. */
  readonly isProduction: boolean;
  /**
   * When the keys in the credentials file expire, in epoch ms. Null if there are no such keys, or if this time is
   * unknown.
   */
  readonly expiresAt: number | null;
  /**
   * When a program last got keys of this live profile, in epoch ms. Null if no program has got keys, or if the profile
   * is not live.
   */
  readonly usedAt: number | null;
  readonly usedBy: string | null;
}

/**
 * The order of two roles in the list. The profile that was used last comes first. Roles without a profile come last.
 */
function compareRoles(a: ListedRole, b: ListedRole): number {
  const byUse = (b.usedAt ?? 0) - (a.usedAt ?? 0) || (b.expiresAt ?? 0) - (a.expiresAt ?? 0);
  return byUse || Number(a.name === null) - Number(b.name === null);
}

const { compare } = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
const shownName = ({ name, account, accountId, roleName }: ListedRole): string =>
  name ?? `${account ?? accountId} ${roleName}`;

/** Sorts roles by their last use, then by name. Names with numbers are sorted by value: `dev2` before `dev10`. */
export function recentFirst(roles: readonly ListedRole[]): readonly ListedRole[] {
  return roles.toSorted((a, b) => compareRoles(a, b) || compare(shownName(a), shownName(b)));
}
