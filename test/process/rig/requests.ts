/** These texts are easy to find in any output. Neither a reply nor stderr may contain them. */
export const CANARY = 'KEYFERRYCANARY';
export const PORTAL = 'https://demo.awsapps.com/start';

export interface ProfileInput {
  readonly name?: string;
  readonly accountId?: string;
  readonly roleName?: string;
  readonly region?: string;
  /** A text that is part of the keys. It shows which write the keys in a file come from. */
  readonly mark?: string;
  readonly expiration?: number;
}

export const keysFor = (mark: string) => ({
  accessKeyId: `ASIA${CANARY}${mark.toUpperCase()}`,
  secretAccessKey: `${CANARY}/secret/${mark}/EXAMPLE/0123456789`,
  sessionToken: `${CANARY}+token+${mark}+EXAMPLE=`.padEnd(400, 'T'),
});

export function profileInput(input: ProfileInput = {}) {
  const { name = 'dev', accountId = '111122223333', roleName = 'Admin', region, mark = '0', expiration } = input;
  return {
    name,
    accountId,
    roleName,
    credentials: { ...keysFor(mark), expiration: expiration ?? 1_900_000_000_000 },
    ...(region && { region }),
  };
}

/** A `write-profiles` request. */
export function writeRequest(
  profiles: readonly ProfileInput[] = [{}],
  options: { id?: number; replace?: boolean; seen?: string | undefined; portal?: string } = {},
) {
  const { id = 7, replace = false, seen, portal = PORTAL } = options;
  const confirmation = { replace, ...(seen !== undefined && { seen }) };
  return { v: 1, id, kind: 'write-profiles', profiles: profiles.map(profileInput), portal, ...confirmation };
}

export const helloRequest = (id = 1) => ({ v: 1, id, kind: 'hello' });

export interface CliRoleInput {
  readonly name?: string;
  readonly accountId?: string;
  readonly accountName?: string;
  readonly alias?: string;
  readonly roleName?: string;
  readonly region?: string;
}

const cliAccounts = (roles: readonly CliRoleInput[]) => {
  const accounts = new Map<string, { accountId: string; accountName: string; roles: object[] }>();
  for (const { name = 'dev', accountId = '111122223333', accountName = 'Dev', alias, ...role } of roles) {
    const account = accounts.get(accountId) ?? { accountId, accountName, ...(alias && { alias }), roles: [] };
    account.roles.push({ roleName: 'Admin', name, ...role });
    accounts.set(accountId, account);
  }
  return [...accounts.values()];
};

/** A `set-up-cli-profiles` request. `change` replaces fields of the request. */
export function cliRequest(roles: readonly CliRoleInput[] = [{}], change: Readonly<Record<string, unknown>> = {}) {
  return {
    v: 1,
    id: 7,
    kind: 'set-up-cli-profiles',
    portal: PORTAL,
    region: 'eu-west-1',
    form: 'session',
    accounts: cliAccounts(roles),
    whole: false,
    prune: [],
    dryRun: false,
    ...change,
  };
}
