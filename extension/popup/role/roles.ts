import type { NameParts } from '#core/names/template.ts';
import type { IndexedAccount } from '#core/protocol/messages.ts';

/** Every role that is known by now, with its account, in the list's own order. */
export const rolesOf = (accounts: readonly IndexedAccount[]): NameParts[] =>
  accounts.flatMap(({ accountId, accountName, roles }) =>
    (roles ?? []).map((roleName) => ({ accountId, accountName, roleName })),
  );
