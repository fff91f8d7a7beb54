import type { NameParts } from '#core/names/template.ts';
import type { IndexedAccount } from '#core/protocol/messages.ts';

/** All roles that are loaded, in the order of the list. Each role is returned together with its account. */
export const rolesOf = (accounts: readonly IndexedAccount[]): NameParts[] =>
  accounts.flatMap(({ accountId, accountName, roles }) =>
    (roles ?? []).map((roleName) => ({ accountId, accountName, roleName })),
  );
