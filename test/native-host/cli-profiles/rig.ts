import { planCliProfiles } from '../../../native-host/cli-profiles/plan.ts';
import type { SetUpRequest } from '../../../native-host/cli-profiles/plan-inputs.ts';

export const PORTAL = 'https://demo.awsapps.com/start';
export const OTHER = 'https://other.awsapps.com/start';
export const ADMIN = { accountId: '111122223333', roleName: 'Admin' };

export interface RoleInput {
  readonly name: string;
  readonly accountId?: string;
  readonly roleName?: string;
}

/** The accounts of these roles. The accounts and roles have the same order as in `roles`. */
export function accountsOf(roles: readonly RoleInput[]): SetUpRequest['accounts'] {
  const accounts = new Map<
    string,
    { accountId: string; accountName: string; roles: { roleName: string; name: string }[] }
  >();
  for (const { name, accountId = ADMIN.accountId, roleName = ADMIN.roleName } of roles) {
    const account = accounts.get(accountId) ?? { accountId, accountName: 'Team', roles: [] };
    account.roles.push({ roleName, name });
    accounts.set(accountId, account);
  }
  return [...accounts.values()];
}

export const wanted = (roles: readonly RoleInput[], change: Partial<SetUpRequest> = {}): SetUpRequest => ({
  portal: PORTAL,
  region: 'eu-west-1',
  form: 'session',
  accounts: accountsOf(roles),
  whole: false,
  prune: [],
  ...change,
});

/** A plan for a set-up, made from the text of a config file. The field `after` is the text after the set-up. */
export function planFor(
  text: string,
  request: SetUpRequest,
  { credentials = '', earlier = {} }: { credentials?: string; earlier?: Readonly<Record<string, string>> } = {},
) {
  const texts = { text, file: '/config', credentialsText: credentials, credentialsFile: '/credentials' };
  const plan = planCliProfiles(request, texts, () => new Map(Object.entries(earlier)));
  return {
    ...plan,
    refused: plan.refusals.map(({ name, error }) => ({ name, code: error.code, message: error.message })),
    get after() {
      return plan.newText();
    },
  };
}

export const session = (name = 'demo', { portal = PORTAL, region = 'eu-west-1', own = true } = {}) =>
  `[sso-session ${name}]\nsso_start_url = ${portal}\nsso_region = ${region}\nsso_registration_scopes = sso:account:access\n${own ? `x_keyferry_session = 1 ${portal}\n` : ''}`;

/**
 * The section of a profile as Keyferry writes it. With `own: false`, the section is as a person or the AWS CLI writes
 * it.
 */
export const profile = (
  name: string,
  {
    accountId = ADMIN.accountId,
    roleName = ADMIN.roleName,
    named = 'demo',
    portal = PORTAL,
    own = true,
    more = '',
  } = {},
) =>
  `[profile ${name}]\nsso_session = ${named}\nsso_account_id = ${accountId}\nsso_role_name = ${roleName}\n${more}${own ? `x_keyferry = 1 ${accountId} ${roleName} ${portal}\n` : ''}`;
