import type { IndexedAccount } from '#core/messages.ts';
import { type NameParts, nameRoles, suggestProfileName } from '#core/name-template.ts';
import { whyNotProfileName } from '#core/profile-name.ts';
import type { Row } from './list-rows.ts';

/** A role and the name it would be written under. */
export interface Target {
  readonly role: NameParts;
  readonly name: string;
}

const everyRole = (accounts: readonly IndexedAccount[]): NameParts[] =>
  accounts.flatMap(({ accountId, accountName, roles }) =>
    (roles ?? []).map((roleName) => ({ accountId, accountName, roleName })),
  );

/** The role of a row under its suggested name; null for a row that is none. */
export function targetOf(row: Row | undefined, accounts: readonly IndexedAccount[], template: string): Target | null {
  if (row?.is !== 'role') return null;
  const { accountId, accountName } = row.hit.account;
  const role = { accountId, accountName, roleName: row.role.roleName };
  return { role, name: suggestProfileName(role, template, everyRole(accounts)) };
}

/** The roles with their suggested names: each as if it were the only one, so that no two meet. */
export function namesFor<Role extends NameParts>(
  roles: readonly Role[],
  accounts: readonly IndexedAccount[],
  template: string,
): (Role & { readonly name: string })[] {
  const names = nameRoles([...roles, ...everyRole(accounts)], template);
  return roles.map((role, at) => ({ ...role, name: names[at] ?? '' }));
}

export const isWritable = ({ name }: Target): boolean => whyNotProfileName(name) === null;
