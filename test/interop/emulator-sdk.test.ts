import { Agent } from 'node:https';
import {
  GetRoleCredentialsCommand,
  ListAccountRolesCommand,
  ListAccountsCommand,
  LogoutCommand,
  paginateListAccounts,
  SSOClient,
} from '@aws-sdk/client-sso';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { makeOrganisation, type PortalEmulator, startPortalEmulator } from '../portal-emulator/index.ts';
import { defaultLiveOptions } from '../portal-emulator/options.ts';

const ADMIN = { accountId: '123456789012', roleName: 'Admin' };
let emulator: PortalEmulator;
let agent: Agent;

beforeAll(async () => {
  emulator = await startPortalEmulator();
  agent = new Agent({ ca: emulator.certPem });
});
afterAll(async () => {
  agent.destroy();
  await emulator.close();
});
afterEach(() => {
  Object.assign(emulator.options, defaultLiveOptions, { faults: [] });
});

const shared = () => ({
  region: 'us-east-1',
  endpoint: emulator.url,
  requestHandler: { httpsAgent: agent },
  maxAttempts: 1,
});
const sso = () => new SSOClient(shared());

async function takeKeys() {
  const accessToken = emulator.signIn();
  const { roleCredentials } = await sso().send(new GetRoleCredentialsCommand({ accessToken, ...ADMIN }));
  const { accessKeyId = '', secretAccessKey = '', sessionToken = '' } = roleCredentials ?? {};
  return { accessKeyId, secretAccessKey, sessionToken };
}

function identityWith(credentials: { accessKeyId: string; secretAccessKey: string; sessionToken: string }) {
  return new STSClient({ ...shared(), credentials }).send(new GetCallerIdentityCommand({}));
}

describe('@aws-sdk/client-sso against the emulator', () => {
  it.each(['null', 'empty', 'absent'] as const)(
    'lists 300 accounts page by page; in the answer with the last page, the token for the next page is “%s”',
    async (lastPageToken) => {
      const everyone = emulator.organisation.accounts;
      emulator.organisation.accounts = makeOrganisation({ accounts: 300, rolesPerAccount: 3 }).accounts;
      emulator.options.lastPageToken = lastPageToken;
      const pages = paginateListAccounts({ client: sso(), pageSize: 100 }, { accessToken: emulator.signIn() });
      const ids: string[] = [];
      for await (const { accountList = [] } of pages) ids.push(...accountList.map(({ accountId = '' }) => accountId));
      expect(ids).toEqual(emulator.organisation.accounts.map(({ accountId }) => accountId));
      emulator.organisation.accounts = everyone;
    },
  );

  it('lists the roles of an account', async () => {
    const accessToken = emulator.signIn();
    const { roleList } = await sso().send(new ListAccountRolesCommand({ accessToken, accountId: ADMIN.accountId }));
    expect(roleList).toEqual([ADMIN, { ...ADMIN, roleName: 'ReadOnly' }]);
  });

  it('signs out', async () => {
    const accessToken = emulator.signIn();
    await sso().send(new LogoutCommand({ accessToken }));
    await expect(sso().send(new ListAccountsCommand({ accessToken }))).rejects.toMatchObject({
      name: 'UnauthorizedException',
      message: 'Session token not found or invalid',
      $metadata: { httpStatusCode: 401 },
    });
  });

  it('recognises the emulator’s errors by their names', async () => {
    const accessToken = emulator.signIn();
    const take = (roleName: string) =>
      sso().send(new GetRoleCredentialsCommand({ accessToken, accountId: ADMIN.accountId, roleName }));
    await expect(take('Never')).rejects.toMatchObject({ name: 'ForbiddenException', message: 'No access' });
    emulator.options.throttle = { ratePerSecond: 0.001, burst: 0 };
    await expect(take('Admin')).rejects.toMatchObject({ name: 'TooManyRequestsException' });
    emulator.options.throttle = null;
    emulator.options.faults = [{ do: 'error', name: 'ResourceNotFoundException', times: 1 }];
    await expect(take('Admin')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    emulator.options.faults = [{ do: 'login-page', times: 1 }];
    await expect(take('Admin')).rejects.toMatchObject({ name: 'SyntaxError' });
  });
});

describe('@aws-sdk/client-sts against the emulator', () => {
  it('gets the account, the role and the user of credentials that the emulator issued', async () => {
    const identity = await identityWith(await takeKeys());
    expect(identity.Account).toBe(ADMIN.accountId);
    expect(identity.Arn).toMatch(/^arn:aws:sts::123456789012:assumed-role\/AWSReservedSSO_Admin_[0-9a-f]{16}\/alex$/);
    expect(identity.UserId).toMatch(/^AROA[0-9A-F]{17}:alex$/);
    expect(emulator.requests.at(-1)).toMatchObject({ keys: expect.stringMatching(/^keys#\d+$/), status: 200 });
  });

  it('is refused if the secret, the token or the key id is wrong, or if the credentials have expired', async () => {
    const keys = await takeKeys();
    const other = await takeKeys();
    const refused = (wrong: Partial<typeof keys>) => expect(identityWith({ ...keys, ...wrong })).rejects;
    await refused({ secretAccessKey: other.secretAccessKey }).toMatchObject({ name: 'SignatureDoesNotMatch' });
    await refused({ sessionToken: other.sessionToken }).toMatchObject({ name: 'InvalidClientTokenId' });
    await refused({ accessKeyId: 'ASIACANARYZZZEXAMPLE' }).toMatchObject({ name: 'InvalidClientTokenId' });
    emulator.options.roleSessionMs = -1;
    await expect(identityWith(await takeKeys())).rejects.toMatchObject({ name: 'ExpiredToken' });
  });
});
