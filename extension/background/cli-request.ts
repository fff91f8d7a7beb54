import type { CliAccount } from '#core/cli-profiles.ts';
import { KeyferryError } from '#core/errors.ts';
import type { HostRequest } from '#core/host-protocol.ts';
import type { MessageBody, RoleIndex } from '#core/messages.ts';
import type { Session } from './session.ts';

export type CliWish = Omit<MessageBody<'popup/plan-cli-profiles'>, 'session'>;
type Body = Omit<HostRequest<'set-up-cli-profiles'>, 'v' | 'id' | 'kind'>;

/** As long as the host takes an account's name. */
const LABEL = 256;

/** Whether these roles are all that the portal's complete list has. */
function areAll({ roles }: CliWish, { listedAt, accounts }: RoleIndex): boolean {
  const wanted = new Set(roles.map(({ accountId, roleName }) => `${accountId} ${roleName}`));
  return (
    listedAt > 0 &&
    accounts.every(
      (account) => account.roles?.every((roleName) => wanted.has(`${account.accountId} ${roleName}`)) ?? false,
    )
  );
}

/** The roles by account, each account under the name that the list has for it. */
function byAccount({ roles }: CliWish, { accounts }: RoleIndex): CliAccount[] {
  const listed = new Map(accounts.map((account) => [account.accountId, account]));
  const found = new Map<string, CliAccount>();
  for (const { accountId, roleName, name } of roles) {
    const account = listed.get(accountId);
    if (!account?.roles?.includes(roleName))
      throw new KeyferryError('ROLE_GONE', { role: roleName, account: accountId });
    const group = found.get(accountId) ?? { accountId, accountName: account.accountName.slice(0, LABEL), roles: [] };
    group.roles.push({ roleName, name });
    found.set(accountId, group);
  }
  return [...found.values()];
}

/**
 * The frame's body: portal and region are the session's, account names the list's, never a message's.
 * @param region written where a profile has none, or empty.
 * @throws KeyferryError ROLE_GONE for a role that the list does not have.
 */
export function cliRequest(
  session: Pick<Session, 'startUrl' | 'isPrivate'> & { readonly region: string },
  index: RoleIndex,
  wish: CliWish,
  { region, dryRun }: { readonly region: string; readonly dryRun: boolean },
): Body {
  return {
    portal: session.startUrl,
    region: session.region,
    form: wish.form,
    accounts: byAccount(wish, index),
    ...(wish.template === undefined ? {} : { template: wish.template }),
    // The program keeps the list of a whole; of a private window none is kept anywhere (docs/DECISIONS.md, 18).
    whole: wish.whole && !session.isPrivate && areAll(wish, index),
    prune: wish.prune,
    ...(region === '' ? {} : { defaultRegion: region }),
    dryRun,
  };
}
