import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type FakeS3, fakeS3 } from '../process/rig/fake-s3.ts';
import { ACCOUNT, LiveHost, putLiveProfiles } from '../process/rig/live-host.ts';
import { patient } from '../process/rig/patience.ts';
import { hasBotocore } from '../process/rig/readers.ts';
import { keysFor } from '../process/rig/requests.ts';
import { RunningCommand } from '../process/rig/running-command.ts';
import { makeSandbox } from '../process/rig/sandbox.ts';

/**
 * Real programs get their keys from `exec --endpoint`. Each program runs once and lists a bucket in two pages. Between
 * the two pages, the old keys are about to expire, and the browser already has new keys.
 */

const python = ['python3', '/usr/bin/python3'].find(
  (each) => spawnSync(each, ['-c', 'import botocore.session']).status === 0,
);
const isThere = (program: string, argument: string) => spawnSync(program, [argument]).status === 0;
const [hasCli, hasRclone] = [isThere('aws', '--version'), isThere('rclone', 'version')];
for (const [name, is] of Object.entries({ aws: hasCli, 'Python with botocore': hasBotocore, rclone: hasRclone }))
  if (!is) console.warn(`skipped: a part of test/interop/endpoint-clients needs ${name}`);

const BOTOCORE = `
import os, sys, botocore.session
s3 = botocore.session.Session().create_client('s3', endpoint_url=sys.argv[1])
for page in s3.get_paginator('list_objects_v2').paginate(Bucket='bucket'):
    print([each['Key'] for each in page['Contents']])
`;

/**
 * A program that uses the SDK's default chain of credential providers. The SDK gets new keys in the background, so the
 * program sends its second request only after the SDK has got the new keys.
 */
const JAVASCRIPT = `
const { fromNodeProviderChain } = require('@aws-sdk/credential-providers');
const { STSClient, GetCallerIdentityCommand } = require('@aws-sdk/client-sts');
(async () => {
  const sts = new STSClient({ endpoint: process.argv[1], credentials: fromNodeProviderChain(), maxAttempts: 1 });
  const send = () => sts.send(new GetCallerIdentityCommand({})).catch(() => {});
  const keyId = async () => (await sts.config.credentials()).accessKeyId;
  const first = await keyId();
  await send();
  while ((await keyId()) === first) await new Promise((done) => setTimeout(done, 50));
  await send();
})();
`;

const ROOT = join(import.meta.dirname, '../..');

/**
 * Runs a program with an endpoint and a server that replaces S3. @returns the ids of the keys that signed the requests,
 * in order
 */
async function keyIdsOf(programWith: (server: FakeS3) => readonly string[], cwd?: string): Promise<readonly string[]> {
  // Usually, the endpoint returns the old keys if it gets no new keys from the browser within 700 ms. In this test, the
  // endpoint waits longer.
  const sandbox = patient(makeSandbox(), 700);
  putLiveProfiles(sandbox);
  // These keys are wrong. A program that does not use the endpoint would use them.
  sandbox.put(
    sandbox.credentials,
    '[default]\naws_access_key_id = AKIAWRONGEXAMPLE\naws_secret_access_key = EXAMPLE\n',
  );
  sandbox.put(
    join(sandbox.home, '.boto'),
    '[Credentials]\naws_access_key_id = AKIABOTOEXAMPLE\naws_secret_access_key = x\n',
  );
  const host = await LiveHost.serving(sandbox);
  let [mark, minutes] = ['one', 4];
  host.respond = () => ({
    ok: true,
    accountId: ACCOUNT,
    credentials: { ...keysFor(mark), expiration: Date.now() + minutes * 60_000 },
  });
  const server = await fakeS3(() => {
    [mark, minutes] = ['two', 60];
  });
  try {
    const args = ['exec', '--endpoint', 'dev', '--', ...programWith(server)];
    const command = await RunningCommand.start(args, sandbox.env, cwd);
    const { stderr } = await command.ended;
    expect(server.keyIds.length, stderr).toBeGreaterThan(1);
    return server.keyIds;
  } finally {
    server.close();
  }
}

/**
 * Checks that the first keys signed the first request, that the new keys signed the last request, and that no other
 * keys signed a request.
 */
function expectRenewed(keyIds: readonly string[]): void {
  const [one, two] = [keysFor('one').accessKeyId, keysFor('two').accessKeyId];
  expect([keyIds[0], keyIds.at(-1)]).toEqual([one, two]);
  expect(keyIds.filter((id) => id !== one && id !== two)).toEqual([]);
}

describe('new keys for a running program', () => {
  it.skipIf(!hasCli)('are used by the AWS CLI (needs the AWS CLI)', async () => {
    expectRenewed(
      await keyIdsOf(({ url }) => ['aws', 's3api', 'list-objects-v2', '--bucket', 'bucket', '--endpoint-url', url]),
    );
  });

  it.skipIf(!hasBotocore)('are used by botocore (needs Python with botocore)', async () => {
    expectRenewed(await keyIdsOf(({ url }) => [python ?? 'python3', '-c', BOTOCORE, url]));
  });

  it('are used by the AWS SDK for JavaScript', async () => {
    expectRenewed(await keyIdsOf(({ url }) => [process.execPath, '-e', JAVASCRIPT, url], ROOT));
  });

  it.skipIf(!hasRclone)('are used by the SDK for Go (needs rclone)', async () => {
    const remote = ({ url }: FakeS3) => `:s3,provider=Other,env_auth=true,list_chunk=1,endpoint='${url}':bucket`;
    expectRenewed(
      await keyIdsOf((server) => ['rclone', 'lsf', remote(server), '--retries=1', '--low-level-retries=1']),
    );
  });
});
