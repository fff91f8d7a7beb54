import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ConnectProxy, startConnectProxy } from '../portal-emulator/connect-proxy.ts';
import { type PortalEmulator, startPortalEmulator } from '../portal-emulator/index.ts';

const run = promisify(execFile);
const ROLE = ['--account-id', '123456789012', '--role-name', 'Admin'];
const version = await run('aws', ['--version']).then(
  ({ stdout }) => stdout.trim(),
  () => null,
);
if (version === null) console.warn('skipped: test/interop/emulator-aws-cli needs an `aws` on the PATH');

let emulator: PortalEmulator;
let proxy: ConnectProxy;
let home: string;

beforeAll(async () => {
  emulator = await startPortalEmulator({ pageSize: 5 });
  proxy = await startConnectProxy({ emulatorPort: emulator.port });
  home = await mkdtemp(path.join(tmpdir(), 'keyferry-aws-cli-'));
});
afterAll(async () => {
  await Promise.all([proxy.close(), emulator.close()]);
  await rm(home, { recursive: true, force: true });
});

/**
 * Runs the AWS CLI. The only variable that the AWS CLI gets from this machine is PATH.
 * @returns the JSON output of the AWS CLI
 * @throws with the text on stderr
 */
async function aws(args: string[], env: Record<string, string> = {}): Promise<Record<string, unknown>> {
  const { stdout } = await run('aws', [...args, '--output', 'json', '--region', 'us-east-1'], {
    env: { PATH: process.env.PATH, HOME: home, AWS_CA_BUNDLE: emulator.certPath, AWS_MAX_ATTEMPTS: '1', ...env },
  });
  return JSON.parse(stdout);
}

const sso = (command: string, token: string, ...args: string[]) =>
  aws(['sso', command, '--access-token', token, '--endpoint-url', emulator.url, ...args]);

async function takeKeys(): Promise<Record<string, string>> {
  const { roleCredentials } = await sso('get-role-credentials', emulator.signIn(), ...ROLE);
  const keys = roleCredentials as Record<string, string>;
  return {
    AWS_ACCESS_KEY_ID: keys.accessKeyId ?? '',
    AWS_SECRET_ACCESS_KEY: keys.secretAccessKey ?? '',
    AWS_SESSION_TOKEN: keys.sessionToken ?? '',
  };
}

describe.skipIf(version === null)(`the AWS CLI against the emulator (${version ?? 'needs the AWS CLI'})`, () => {
  it('lists the accounts, page by page, and the roles of an account', async () => {
    const token = emulator.signIn();
    expect(await sso('list-accounts', token)).toMatchObject({ accountList: { length: 12 } });
    expect(emulator.countOf('/assignment/accounts')).toBe(3);
    expect(await sso('list-account-roles', token, '--account-id', '123456789012')).toMatchObject({
      roleList: [{ roleName: 'Admin' }, { roleName: 'ReadOnly' }],
    });
  });

  it('gets credentials, and STS answers with the account and the role of the credentials', async () => {
    const keys = await takeKeys();
    const identity = await aws(['sts', 'get-caller-identity', '--endpoint-url', emulator.url], keys);
    expect(identity).toMatchObject({ Account: '123456789012', Arn: expect.stringContaining('/AWSReservedSSO_Admin_') });
  });

  it('reaches the emulator under AWS’s real host names through the CONNECT proxy', async () => {
    const identity = await aws(['sts', 'get-caller-identity'], { ...(await takeKeys()), HTTPS_PROXY: proxy.url });
    expect(identity).toMatchObject({ Account: '123456789012' });
    expect(proxy.tunnelled).toContain('sts.us-east-1.amazonaws.com:443');
  });

  it('is refused if the secret key is wrong, or if there is no session', async () => {
    const wrong = { ...(await takeKeys()), AWS_SECRET_ACCESS_KEY: 'EXAMPLE/wrong+secret' };
    await expect(aws(['sts', 'get-caller-identity', '--endpoint-url', emulator.url], wrong)).rejects.toThrow(
      'SignatureDoesNotMatch',
    );
    await expect(sso('list-accounts', 'no-token')).rejects.toThrow('UnauthorizedException');
  });
});
