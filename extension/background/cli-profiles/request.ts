import { Region, type RoleRef } from '#core/credentials.ts';
import { KeyferryError } from '#core/errors.ts';
import { accountText } from '#core/names/account-name.ts';
import { ownOf, type Personal, regionOf } from '#core/personal.ts';
import type { CliAccount } from '#core/protocol/cli-profiles.ts';
import type { HostRequest } from '#core/protocol/host-protocol.ts';
import type { IndexedAccount, MessageBody, RoleIndex } from '#core/protocol/messages.ts';
import { roleKey } from '#core/role-key.ts';
import { fits } from '#core/schema.ts';
import type { Session } from '../sessions/session.ts';

export type CliWish = Omit<MessageBody<'popup/plan-cli-profiles'>, 'session'>;
type Body = Omit<HostRequest<'set-up-cli-profiles'>, 'v' | 'id' | 'kind'>;

/** The longest account name that the host accepts, in characters. */
const LABEL = 256;

/** Whether the list of the portal's roles is complete, and the user wants profiles for all these roles. */
function areAll({ roles }: CliWish, { listedAt, accounts }: RoleIndex): boolean {
  const wanted = new Set(roles.map(roleKey));
  return (
    listedAt > 0 &&
    accounts.every(
      (account) =>
        account.roles?.every((roleName) => wanted.has(roleKey({ accountId: account.accountId, roleName }))) ?? false,
    )
  );
}

/**
 * An object with the region that the user chose for this role or its account. The object is empty if the user chose no
 * region.
 */
function ownRegion(personal: Personal, role: RoleRef): { readonly region?: string } {
  const region = regionOf(personal, role, '');
  return fits(Region, region) ? { region } : {};
}

/**
 * The account with its name and the user's label. `keyferry configure` makes profile names from the same name and
 * label, so it suggests the same names as the popup.
 */
function accountOf(account: IndexedAccount, personal: Personal): CliAccount {
  const { accountId } = account;
  const { label } = ownOf(personal, { accountId, roleName: '' }).account;
  const alias = label === undefined ? {} : { alias: label.slice(0, LABEL) };
  return { accountId, accountName: accountText(account, label).slice(0, LABEL), ...alias, roles: [] };
}

/** The account. If the user marked this account as production, the result says so. */
function marked(account: CliAccount, personal: Personal): CliAccount {
  const { production } = ownOf(personal, { accountId: account.accountId, roleName: '' }).account;
  return production ? { ...account, production } : account;
}

/** The roles grouped by account. Each account has its name from the list and the user's label. */
function byAccount({ roles }: CliWish, { accounts }: RoleIndex, personal: Personal): CliAccount[] {
  const listed = new Map(accounts.map((account) => [account.accountId, account]));
  const found = new Map<string, CliAccount>();
  for (const { accountId, roleName, name } of roles) {
    const account = listed.get(accountId);
    if (!account?.roles?.includes(roleName))
      throw new KeyferryError('ROLE_GONE', { role: roleName, account: accountId });
    const group = found.get(accountId) ?? accountOf(account, personal);
    group.roles.push({ roleName, name, ...ownRegion(personal, { accountId, roleName }) });
    found.set(accountId, group);
  }
  return [...found.values()];
}

export interface CliChoices {
  /** The labels and regions that the user chose for accounts and roles. */
  readonly personal: Personal;
  /** The region of roles for which the user chose no region. An empty text means the portal's region. */
  readonly defaultRegion: string;
  readonly dryRun: boolean;
  /** Id of this installation of the extension. Only profiles of the form `live` need this id. */
  readonly installation?: string | undefined;
}

/**
 * The body of the request `set-up-cli-profiles`. The portal and the portal's region come from the session, and account
 * names come from the stored list. So a message of the popup cannot change these values. The profiles get the region
 * and output format that `aws configure sso` suggests, unless the user chose another region.
 * @throws KeyferryError ROLE_GONE for a role that is not in the list.
 */
export function cliRequest(
  session: Pick<Session, 'startUrl' | 'isPrivate'> & { readonly region: string },
  index: RoleIndex,
  wish: CliWish,
  { personal, defaultRegion, dryRun, installation }: CliChoices,
): Body {
  return {
    portal: session.startUrl,
    region: session.region,
    form: wish.form,
    ...(wish.form === 'live' && installation !== undefined && { installation }),
    accounts: byAccount(wish, index, personal).map((account) =>
      wish.form === 'live' ? marked(account, personal) : account,
    ),
    ...(wish.template === undefined ? {} : { template: wish.template }),
    // If all roles of a portal are set up, the keyferry program stores the list of roles. For a private window, the
    // program stores no list (docs/DECISIONS.md, 18).
    whole: wish.whole && !session.isPrivate && areAll(wish, index),
    prune: wish.prune,
    defaultRegion: defaultRegion || session.region,
    output: 'json',
    dryRun,
  };
}
