import { execFile, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ConnectProxy, startConnectProxy } from '../portal-emulator/connect-proxy.ts';
import { type PortalEmulator, startPortalEmulator } from '../portal-emulator/index.ts';
import { askOnce } from '../process/rig/host.ts';
import { hasBotocore, profilesOfBotocore } from '../process/rig/readers.ts';
import { cliRequest } from '../process/rig/requests.ts';
import { makeSandbox, type Sandbox } from '../process/rig/sandbox.ts';

/**
 * The real AWS CLI and the real AWS SDK for JavaScript get credentials with profiles that Keyferry wrote. The test
 * writes a token into the cache of these clients, as `aws sso login` does.
 */

const run = promisify(execFile);
const cli = spawnSync('aws', ['--version'], { encoding: 'utf8' });
const cliVersion = cli.status === 0 ? cli.stdout.trim() || cli.stderr.trim() : null;
if (cliVersion === null) console.warn('skipped: the AWS CLI in test/interop/cli-profiles needs an `aws` on the PATH');
/**
 * Whether this AWS CLI has the command `aws configure list-profiles`. Version 1 does not have it. Then the test lists
 * the profiles with botocore, as version 2 does.
 */
const canList =
  spawnSync('aws', ['configure', 'list-profiles'], { env: { PATH: process.env.PATH, HOME: '/nonexistent' } }).status ===
  0;
if (!canList)
  console.warn('this AWS CLI has no `aws configure list-profiles`: botocore’s available_profiles stands in');

const ACCOUNT = '123456789012';
const ROLES = [
  { name: 'team-admin', accountId: ACCOUNT, roleName: 'Admin' },
  { name: 'team-read.only', accountId: ACCOUNT, roleName: 'ReadOnly' },
];
const FORMS = ['session', 'older'] as const;

let emulator: PortalEmulator;
let proxy: ConnectProxy;
beforeAll(async () => {
  emulator = await startPortalEmulator();
  proxy = await startConnectProxy({ emulatorPort: emulator.port });
});
afterAll(() => Promise.all([proxy.close(), emulator.close()]));

/**
 * Writes the token file that a sign-in creates. For a profile in the older form, the file's name is computed from the
 * start URL. Otherwise, it is computed from the name of the sso-session.
 */
function putToken(sandbox: Sandbox, key: string): void {
  const token = {
    startUrl: emulator.startUrl,
    region: emulator.region,
    accessToken: emulator.signIn(),
    expiresAt: new Date(Date.now() + 3_600_000).toISOString().replace(/\.\d+/, ''),
  };
  const name = `${createHash('sha1').update(key).digest('hex')}.json`;
  sandbox.put(join(sandbox.aws, 'sso/cache', name), JSON.stringify(token));
}

async function prepared(
  form: (typeof FORMS)[number],
  text = '# mine\n[profile mine]\nregion = eu-west-1\n',
): Promise<Sandbox> {
  const sandbox = makeSandbox(undefined, 'config');
  sandbox.put(sandbox.config, text);
  const more = { form, portal: emulator.startUrl, region: emulator.region, defaultRegion: 'us-east-1', output: 'json' };
  expect((await askOnce(sandbox, cliRequest(ROLES, more))).reply).toMatchObject({ ok: true });
  putToken(sandbox, form === 'session' ? 'demo' : emulator.startUrl);
  return sandbox;
}

describe.each(FORMS)('profiles in the form “%s”', (form) => {
  it.skipIf(cliVersion === null)(
    `provide credentials from the portal to the AWS CLI (${cliVersion ?? 'needs the AWS CLI'})`,
    async () => {
      const sandbox = await prepared(form);
      for (const { name, roleName } of ROLES) {
        const { stdout } = await run('aws', ['sts', 'get-caller-identity', '--profile', name], {
          env: { ...sandbox.env, AWS_CA_BUNDLE: emulator.certPath, HTTPS_PROXY: proxy.url, AWS_MAX_ATTEMPTS: '1' },
        });
        expect(JSON.parse(stdout)).toMatchObject({
          Account: ACCOUNT,
          Arn: expect.stringContaining(`AWSReservedSSO_${roleName}_`),
        });
      }
      expect(proxy.tunnelled).toContain(`portal.sso.${emulator.region}.amazonaws.com:443`);
    },
  );

  it('provide credentials from the portal to the AWS SDK for JavaScript', async () => {
    const sandbox = await prepared(form);
    const script = `
      const { fromNodeProviderChain } = require('@aws-sdk/credential-providers');
      const { STSClient, GetCallerIdentityCommand } = require('@aws-sdk/client-sts');
      const client = new STSClient({ credentials: fromNodeProviderChain() });
      client.send(new GetCallerIdentityCommand({})).then(({ Account, Arn }) => console.log(JSON.stringify({ Account, Arn })));
    `;
    for (const { name, roleName } of ROLES) {
      const env = {
        ...sandbox.env,
        AWS_PROFILE: name,
        NODE_EXTRA_CA_CERTS: emulator.certPath,
        AWS_ENDPOINT_URL_SSO: emulator.url,
        AWS_ENDPOINT_URL_STS: emulator.url,
      };
      const { stdout } = await run(process.execPath, ['-e', script], { env, cwd: join(import.meta.dirname, '../..') });
      expect(JSON.parse(stdout)).toMatchObject({
        Account: ACCOUNT,
        Arn: expect.stringContaining(`AWSReservedSSO_${roleName}_`),
      });
    }
  });

  it.skipIf(!canList && !hasBotocore)(
    canList
      ? 'are listed by `aws configure list-profiles`'
      : 'are in botocore’s list (this AWS CLI has no `aws configure list-profiles`)',
    async () => {
      const sandbox = await prepared(form);
      const listed = canList
        ? spawnSync('aws', ['configure', 'list-profiles'], { env: sandbox.env, encoding: 'utf8' })
            .stdout.trim()
            .split('\n')
        : profilesOfBotocore(sandbox.config);
      expect(listed.toSorted()).toEqual(['mine', ...ROLES.map(({ name }) => name)].toSorted());
    },
  );

  it('are not written for a role if the user already has a profile for the role', async () => {
    const mine = `[profile by-hand]\nsso_start_url = ${emulator.startUrl}/#/\nsso_region = ${emulator.region}\nsso_account_id = ${ACCOUNT}\nsso_role_name = Admin\n`;
    const sandbox = await prepared(form, mine);
    expect(sandbox.read().startsWith(mine)).toBe(true);
    expect(sandbox.read()).not.toContain('[profile team-admin]');
    expect(sandbox.read()).toContain('[profile team-read.only]');
  });
});

describe('a token of the portal', () => {
  it('is not in any file that Keyferry wrote', async () => {
    const sandbox = makeSandbox(undefined, 'config');
    await askOnce(sandbox, cliRequest(ROLES, { whole: true, template: '{role}' }));
    const found = spawnSync('grep', ['-rlEi', 'token|secret|access_key', sandbox.home], { encoding: 'utf8' });
    expect(found.stdout).toBe('');
    expect(sandbox.names()).toEqual(['config']);
  });
});
