import { whyNotProfileName } from '#core/names/profile-name.ts';
import { type NameParts, suggestProfileName } from '#core/names/template.ts';
import { parseNewPortalUrl, parsePortalUrl } from '#core/portals/portals.ts';
import { defaultSettings } from '#core/settings.ts';
import { type KeptList, keptLists } from '../../data-folder/kept-list.ts';
import type { CommandIo } from '../../terminal/io.ts';
import { programLocation } from '../shared/program-location.ts';
import type { ListedRole } from './listed-role.ts';
import { profileNames } from './read-roles.ts';

type Role = Pick<ListedRole, 'portal' | 'accountId' | 'roleName' | 'account'>;

function partsIn({ portal, accounts }: KeptList): NameParts[] {
  const label = (parsePortalUrl(portal) ?? parseNewPortalUrl(portal))?.label;
  return accounts.flatMap(({ accountId, accountName, alias, roles }) =>
    roles.map(({ roleName }) => ({ accountId, accountName, alias, roleName, portal: label })),
  );
}

/**
 * The name for a new profile of a role. The list that the extension sent contains a name for each role. If a profile
 * with that name already exists, Keyferry makes another name with the same rules.
 */
export function suggestedName({ portal, accountId, roleName, account }: Role, io: CommandIo): string {
  const list = keptLists(programLocation(io)).find((each) => each.portal === portal);
  const taken = new Set(profileNames(io));
  const kept = list?.accounts
    .find((each) => each.accountId === accountId)
    ?.roles.find((each) => each.roleName === roleName);
  if (kept && !taken.has(kept.name) && kept.name !== 'default' && whyNotProfileName(kept.name) === null)
    return kept.name;
  const others = list ? partsIn(list) : [];
  const own = others.find((each) => each.accountId === accountId && each.roleName === roleName);
  const parts = own ?? { accountId, accountName: account ?? '', roleName };
  return suggestProfileName(parts, list?.template ?? defaultSettings.nameTemplate, others, taken);
}
