import { execFile, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { findOnPath } from '../../../scripts/find-browsers.ts';
import type { PortalEmulator } from '../../portal-emulator/index.ts';
import { awsCli, pythonEnv } from './aws-clients.ts';
import type { ThrowawayHome } from './throwaway.ts';

const run = promisify(execFile);

/** An AWS client that these tests can run. */
export interface LiveClientProgram {
  readonly name: string;
  /** The reason why the client cannot run on this machine, or null if it can. */
  readonly missing: string | null;
  /**
   * Asks the client for the owner of the profile's keys.
   * @returns text that contains the access key id, or the role's ARN.
   * @throws with the client's stderr
   */
  readonly ask: (profile: string) => Promise<string>;
}

/** The AWS CLI of Debian's package `awscli`. The first `aws` on the PATH is often another installation. */
const DEBIANS_CLI = '/usr/bin/aws';

const BOTOCORE = `
import sys, botocore.session
session = botocore.session.Session(profile=sys.argv[1])
client = session.create_client('sts', region_name='us-east-1', endpoint_url=sys.argv[2])
print(client.get_caller_identity()['Arn'])
`;

const SDK = `
import { fromIni } from '@aws-sdk/credential-providers';
const keys = await fromIni({ profile: process.argv[1], ignoreCache: true })();
console.log(keys.accessKeyId, keys.expiration instanceof Date);
`;

/** Finds the access key id in the signature of a request. */
const keyIn = ({ headers }: IncomingMessage): string =>
  /Credential=(\w+)/.exec(headers.authorization ?? '')?.[1] ?? 'unsigned';

/**
 * Starts a small server that answers like S3, and lists its buckets with rclone.
 * @returns the id of the key with which rclone signed the request
 */
async function askRclone(rclone: string, env: Record<string, string>, profile: string): Promise<string> {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    seen.push(keyIn(request));
    response.setHeader('content-type', 'application/xml');
    response.end('<?xml version="1.0"?><ListAllMyBucketsResult><Buckets></Buckets></ListAllMyBucketsResult>');
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  try {
    const remote = `:s3,provider=Other,env_auth=true,profile=${profile},endpoint='http://127.0.0.1:${port}':`;
    await run(rclone, ['lsd', remote, '--retries', '1'], {
      env: { ...env, AWS_PROFILE: profile, AWS_SDK_LOAD_CONFIG: '1' },
    });
  } finally {
    server.close();
  }
  return seen.join(' ');
}

/**
 * The AWS clients of this machine. They run in `home` and get only the profile's name.
 * @throws when botocore is missing, because the AWS CLI of this machine needs it too
 */
export function liveClients(emulator: PortalEmulator, home: ThrowawayHome): LiveClientProgram[] {
  const cli = awsCli(emulator, home);
  const debians = existsSync(DEBIANS_CLI) ? awsCli(emulator, home, DEBIANS_CLI) : null;
  const rclone = findOnPath('rclone');
  const botocoreEnv = { ...pythonEnv(home), AWS_CA_BUNDLE: emulator.certPath };
  const hasBotocore = spawnSync('python3', ['-c', 'import botocore'], { env: botocoreEnv }).status === 0;
  return [
    {
      name: 'the AWS CLI',
      missing: cli ? null : 'no AWS CLI on this machine',
      ask: async (profile) => cli?.('sts', 'get-caller-identity', '--profile', profile) ?? '',
    },
    {
      name: 'Debian’s AWS CLI',
      missing: debians ? null : `no ${DEBIANS_CLI} on this machine (apt-get install awscli)`,
      ask: async (profile) => debians?.('sts', 'get-caller-identity', '--profile', profile) ?? '',
    },
    {
      name: 'botocore',
      missing: hasBotocore ? null : 'no botocore on this machine',
      ask: async (profile) =>
        (await run('python3', ['-c', BOTOCORE, profile, emulator.url], { env: botocoreEnv })).stdout,
    },
    {
      name: 'the SDK for JavaScript',
      missing: null,
      ask: async (profile) =>
        (await run(process.execPath, ['--input-type=module', '-e', SDK, profile], { env: home.env })).stdout,
    },
    {
      name: 'the SDK for Go (rclone)',
      missing: rclone ? null : 'no rclone on this machine',
      ask: async (profile) => (rclone ? askRclone(rclone, home.env, profile) : ''),
    },
  ];
}
