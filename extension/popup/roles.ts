import type { IndexedAccount } from '#core/messages.ts';
import type { NameParts } from '#core/name-template.ts';

/** Every role that is known by now, with its account, in the list's own order. */
export const rolesOf = (accounts: readonly IndexedAccount[]): NameParts[] =>
  accounts.flatMap(({ accountId, accountName, roles }) =>
    (roles ?? []).map((roleName) => ({ accountId, accountName, roleName })),
  );
