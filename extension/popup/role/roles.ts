import type { NameParts } from '#core/names/template.ts';
import type { IndexedAccount } from '#core/protocol/messages.ts';

/** Every role that is loaded, together with its account. The order is the order of the list. */
export const rolesOf = (accounts: readonly IndexedAccount[]): NameParts[] =>
  accounts.flatMap(({ accountId, accountName, roles }) =>
    (roles ?? []).map((roleName) => ({ accountId, accountName, roleName })),
  );
