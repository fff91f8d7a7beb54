import { execFile, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askOnce } from '../process/rig/host.ts';
import { launcherIn, liveRequest, putLauncher } from '../process/rig/live.ts';
import { hasBotocore, readWithBotocore } from '../process/rig/readers.ts';
import { makeSandbox, type Sandbox } from '../process/rig/sandbox.ts';
import { PATIENCE_MS } from '../waiting.ts';

/**
 * Five AWS clients read a config file that the host wrote. This config file contains the path of a launcher. Each
 * client starts the launcher and uses the keys that the launcher prints. In this test, the launcher is a script that
 * records its arguments.
 */

const run = promisify(execFile);
const KEY_ID = 'ASIAKEYFERRYLIVEEXAMPLE';
const SECRET = 'EXAMPLE/live/secret/0123456789';
/** Together, these names have every kind of character that a profile name can have. */
const NAMES = ['dev', 'a@b+c.d-e_f', '0'];
const REGION = 'eu-west-1';

const LAUNCHER = `#!/bin/sh
printf '%s|' "$@" >>"$HOME/calls"
echo >>"$HOME/calls"
printf '{"Version":1,"AccessKeyId":"${KEY_ID}","SecretAccessKey":"${SECRET}","SessionToken":"EXAMPLE+token","Expiration":"2099-01-01T00:00:00Z","AccountId":"111122223333"}'
`;

const found = (program: string) => spawnSync(program, ['version']).status === 0;
const hasCli = spawnSync('aws', ['--version']).status === 0;
/** The AWS CLI from Debian's package `awscli`. Often, the PATH contains another AWS CLI that comes first. */
const DEBIANS_CLI = '/usr/bin/aws';
const hasDebiansCli = existsSync(DEBIANS_CLI);
const [hasRclone, hasRestic] = [found('rclone'), found('restic')];
for (const [name, is] of Object.entries({
  aws: hasCli,
  [DEBIANS_CLI]: hasDebiansCli,
  rclone: hasRclone,
  restic: hasRestic,
}))
  if (!is) console.warn(`skipped: ${name} in test/interop/live-line needs ${name}`);

/** A server that replaces S3. It records the access keys with which clients sign their requests, and answers 403. */
let server: Server;
let endpoint = '';
const signedWith: string[] = [];
beforeAll(async () => {
  server = createServer((request, response) => {
    signedWith.push(/Credential=([^/]+)\//.exec(request.headers.authorization ?? '')?.[1] ?? 'none');
    response.writeHead(403, { 'content-type': 'application/xml' });
    response.end('<Error><Code>AccessDenied</Code><Message>no</Message></Error>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

async function live(): Promise<Sandbox> {
  const sandbox = makeSandbox(undefined, 'config');
  putLauncher(sandbox, LAUNCHER);
  const roles = NAMES.map((name, at) => ({ name, roleName: `Role${at}` }));
  const request = liveRequest(roles, { defaultRegion: REGION });
  expect((await askOnce(sandbox, request)).reply).toMatchObject({ ok: true, counts: { added: NAMES.length } });
  return sandbox;
}

/** The arguments of each call of the launcher since the last call of this function. */
function calls(sandbox: Sandbox): string[] {
  const text = sandbox.read(join(sandbox.home, 'calls'));
  sandbox.put(join(sandbox.home, 'calls'), '');
  return text.trim().split('\n');
}
const callFor = (name: string) => `credential-process|--profile|${name}|`;

/** Checks that an AWS CLI gets the keys of a live profile. */
async function askCli(program: string, name: string): Promise<void> {
  const sandbox = await live();
  const { stdout } = await run(program, ['configure', 'list', '--profile', name], { env: sandbox.env });
  expect(stdout).toMatch(new RegExp(`access_key +\\W*\\*+${KEY_ID.slice(-4)} .*custom-process`));
  expect(stdout).toContain(REGION);
  expect(calls(sandbox)).toEqual([callFor(name)]);
}

describe.each(NAMES)('the live profile %j', (name) => {
  it.skipIf(!hasBotocore)('gives botocore its keys (needs Python with botocore)', async () => {
    const sandbox = await live();
    expect(readWithBotocore('/dev/null', [name], { HOME: sandbox.home, AWS_CONFIG_FILE: sandbox.config })).toEqual({
      [name]: { accessKeyId: KEY_ID, secretAccessKey: SECRET, sessionToken: 'EXAMPLE+token' },
    });
    expect(calls(sandbox)).toEqual([callFor(name)]);
  });

  it.skipIf(!hasCli)('gives the AWS CLI its keys and its region (needs the AWS CLI)', () => askCli('aws', name));

  it.skipIf(!hasDebiansCli)(`gives Debian’s AWS CLI its keys and its region (needs ${DEBIANS_CLI})`, () =>
    askCli(DEBIANS_CLI, name),
  );

  it('gives the AWS SDK for JavaScript its keys and its region', async () => {
    const sandbox = await live();
    const script = `
      const { fromNodeProviderChain } = require('@aws-sdk/credential-providers');
      const { STSClient } = require('@aws-sdk/client-sts');
      (async () => {
        const keys = await fromNodeProviderChain()();
        console.log(JSON.stringify([keys.accessKeyId, keys.sessionToken, await new STSClient({}).config.region()]));
      })();
    `;
    const env = { ...sandbox.env, AWS_PROFILE: name };
    const { stdout } = await run(process.execPath, ['-e', script], { env, cwd: join(import.meta.dirname, '../..') });
    expect(JSON.parse(stdout)).toEqual([KEY_ID, 'EXAMPLE+token', REGION]);
    expect(calls(sandbox)).toEqual([callFor(name)]);
  });

  it.skipIf(!hasRclone)('gives the SDK for Go its keys (needs rclone)', async () => {
    const sandbox = await live();
    signedWith.length = 0;
    const remote = `:s3,provider=Other,env_auth=true,endpoint='${endpoint}':bucket`;
    const env = { ...sandbox.env, AWS_PROFILE: name, AWS_SDK_LOAD_CONFIG: '1' };
    await run('rclone', ['lsf', remote, '--retries=1', '--low-level-retries=1'], { env }).catch(() => null);
    expect(new Set(signedWith)).toEqual(new Set([KEY_ID]));
    expect(new Set(calls(sandbox))).toEqual(new Set([callFor(name)]));
  });

  it.skipIf(!hasRestic)(
    'gives minio-go its keys if the credentials file has a copy of the profile’s line (needs restic)',
    async () => {
      const sandbox = await live();
      const line = `credential_process = ${launcherIn(sandbox)} credential-process --profile ${name}`;
      expect(sandbox.read()).toContain(`[profile ${name}]\n${line}\n`);
      sandbox.put(sandbox.credentials, `[${name}]\n${line}\n`);
      signedWith.length = 0;
      const env = {
        ...sandbox.env,
        AWS_PROFILE: name,
        RESTIC_PASSWORD: 'x',
        RESTIC_CACHE_DIR: join(sandbox.home, 'cache'),
      };
      const args = ['-r', `s3:${endpoint}/bucket`, 'snapshots', '--no-lock'];
      await run('restic', args, { env, timeout: PATIENCE_MS }).catch(() => null);
      expect(signedWith.length).toBeGreaterThan(0);
      expect(new Set(signedWith)).toEqual(new Set([KEY_ID]));
      expect(new Set(calls(sandbox))).toEqual(new Set([callFor(name)]));
    },
  );
});

it.skipIf(!hasRestic)(
  'minio-go finds no keys and no error if only the config file has the line of a live profile (needs restic)',
  async () => {
    const sandbox = await live();
    signedWith.length = 0;
    const env = { ...sandbox.env, AWS_PROFILE: 'dev', RESTIC_PASSWORD: 'x', AWS_EC2_METADATA_DISABLED: 'true' };
    await run('restic', ['-r', `s3:${endpoint}/bucket`, 'snapshots', '--no-lock', '--no-cache'], {
      env,
      timeout: PATIENCE_MS,
    }).catch(() => null);
    expect(signedWith.length).toBeGreaterThan(0);
    expect(new Set(signedWith)).toEqual(new Set(['none']));
  },
);
