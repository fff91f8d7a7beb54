/**
 * A key for a role within one portal, for example `111122223333/ReadOnly`. Neither the account id nor the role name can
 * contain a slash, so two different roles never have the same key.
 */
export const roleKey = ({ accountId, roleName }: { readonly accountId: string; readonly roleName: string }): string =>
  `${accountId}/${roleName}`;
