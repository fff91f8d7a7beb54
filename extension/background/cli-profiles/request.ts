import { Region, type RoleRef } from '#core/credentials.ts';
import { KeyferryError } from '#core/errors.ts';
import { ownOf, type Personal, regionOf } from '#core/personal.ts';
import type { CliAccount } from '#core/protocol/cli-profiles.ts';
import type { HostRequest } from '#core/protocol/host-protocol.ts';
import type { MessageBody, RoleIndex } from '#core/protocol/messages.ts';
import { roleKey } from '#core/role-key.ts';
import { fits } from '#core/schema.ts';
import type { Session } from '../sessions/session.ts';

export type CliWish = Omit<MessageBody<'popup/plan-cli-profiles'>, 'session'>;
type Body = Omit<HostRequest<'set-up-cli-profiles'>, 'v' | 'id' | 'kind'>;

/** As long as the host takes an account's name. */
const LABEL = 256;

/** Whether these roles are all that the portal's complete list has. */
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

/** The region that the person chose for the role or its account alone. */
function ownRegion(personal: Personal, role: RoleRef): { readonly region?: string } {
  const region = regionOf(personal, role, '');
  return fits(Region, region) ? { region } : {};
}

function accountOf(accountId: string, accountName: string, personal: Personal): CliAccount {
  const { label } = ownOf(personal, { accountId, roleName: '' }).account;
  const alias = label === undefined ? {} : { alias: label.slice(0, LABEL) };
  return { accountId, accountName: accountName.slice(0, LABEL), ...alias, roles: [] };
}

/** The roles by account, each account under the name that the list has for it, and the person's own label. */
function byAccount({ roles }: CliWish, { accounts }: RoleIndex, personal: Personal): CliAccount[] {
  const listed = new Map(accounts.map((account) => [account.accountId, account]));
  const found = new Map<string, CliAccount>();
  for (const { accountId, roleName, name } of roles) {
    const account = listed.get(accountId);
    if (!account?.roles?.includes(roleName))
      throw new KeyferryError('ROLE_GONE', { role: roleName, account: accountId });
    const group = found.get(accountId) ?? accountOf(accountId, account.accountName, personal);
    group.roles.push({ roleName, name, ...ownRegion(personal, { accountId, roleName }) });
    found.set(accountId, group);
  }
  return [...found.values()];
}

export interface CliChoices {
  /** What the person made of accounts and roles: labels and regions. */
  readonly personal: Personal;
  /** For roles without one of their own; empty for the portal's. */
  readonly defaultRegion: string;
  readonly dryRun: boolean;
}

/**
 * The frame's body: portal and region are the session's, account names the list's, never a message's. Region and output
 * are those that `aws configure sso` suggests, unless the person chose a region.
 * @throws KeyferryError ROLE_GONE for a role that the list does not have.
 */
export function cliRequest(
  session: Pick<Session, 'startUrl' | 'isPrivate'> & { readonly region: string },
  index: RoleIndex,
  wish: CliWish,
  { personal, defaultRegion, dryRun }: CliChoices,
): Body {
  return {
    portal: session.startUrl,
    region: session.region,
    form: wish.form,
    accounts: byAccount(wish, index, personal),
    ...(wish.template === undefined ? {} : { template: wish.template }),
    // The program keeps the list of a whole; of a private window none is kept anywhere (docs/DECISIONS.md, 18).
    whole: wish.whole && !session.isPrivate && areAll(wish, index),
    prune: wish.prune,
    defaultRegion: defaultRegion || session.region,
    output: 'json',
    dryRun,
  };
}
