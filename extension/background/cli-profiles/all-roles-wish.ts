import { namePartsOf } from '#core/names/account-name.ts';
import { nameRoles } from '#core/names/template.ts';
import { ownOf, type Personal } from '#core/personal.ts';
import type { RoleIndex } from '#core/protocol/messages.ts';
import type { CliWish } from './request.ts';
import type { WholePortal } from './whole-portals.ts';

/**
 * Selects every role in the list and gives each role a profile name. The names are made from the template, so they are
 * the names that the popup suggests.
 */
export function allRolesWish(
  { accounts }: RoleIndex,
  { form, template }: Pick<WholePortal, 'form' | 'template'>,
  { personal, portal }: { readonly personal: Personal; readonly portal: string | undefined },
): CliWish {
  const all = accounts.flatMap((account) =>
    (account.roles ?? []).map((roleName) => {
      const { label } = ownOf(personal, { accountId: account.accountId, roleName }).account;
      return namePartsOf(account, roleName, { label, portal });
    }),
  );
  const names = nameRoles(all, template);
  const roles = all.map(({ accountId, roleName }, at) => ({ accountId, roleName, name: names[at] ?? '' }));
  return { roles, form, template, whole: true, prune: [] };
}
