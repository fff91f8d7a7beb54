/**
 * Names a role within one portal, for example `111122223333/ReadOnly`. Neither part can hold a slash, so two different
 * roles never share a key.
 */
export const roleKey = ({ accountId, roleName }: { readonly accountId: string; readonly roleName: string }): string =>
  `${accountId}/${roleName}`;
