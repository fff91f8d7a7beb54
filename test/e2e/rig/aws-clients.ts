import { execFile } from 'node:child_process';
import { Agent } from 'node:https';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { GetCallerIdentityCommand, type GetCallerIdentityCommandOutput, STSClient } from '@aws-sdk/client-sts';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { findOnPath } from '../../../scripts/find-browsers.ts';
import type { PortalEmulator } from '../../portal-emulator/index.ts';
import type { ThrowawayHome } from './throwaway.ts';

type Provider = NonNullable<NonNullable<ConstructorParameters<typeof STSClient>[0]>['credentials']>;

/**
 * Asks the emulator's STS (the AWS service for identities) who owns the credentials.
 * @param aheadMs how many ms the emulator's clock is ahead of this machine's clock
 */
export async function callerIdentity(
  emulator: PortalEmulator,
  credentials: Provider,
  aheadMs = 0,
): Promise<GetCallerIdentityCommandOutput> {
  const client = new STSClient({
    region: emulator.region,
    endpoint: emulator.url,
    credentials,
    systemClockOffset: aheadMs,
    requestHandler: new NodeHttpHandler({ httpsAgent: new Agent({ ca: emulator.certPem, rejectUnauthorized: true }) }),
  });
  try {
    return await client.send(new GetCallerIdentityCommand({}));
  } finally {
    client.destroy();
  }
}

/**
 * The environment of Python programs. Without PYENV_ROOT, pyenv would look for Python versions below the throwaway home
 * folder.
 */
export function pythonEnv({ env }: ThrowawayHome): Record<string, string> {
  return { PYENV_ROOT: process.env.PYENV_ROOT ?? join(homedir(), '.pyenv'), ...env };
}

/**
 * Returns a function that runs the AWS CLI in `home`. The AWS CLI then sends its requests to the emulator's STS. The
 * function must be asynchronous, because the emulator runs in the same process. Null if the machine has no AWS CLI.
 * @param aws path of the AWS CLI
 */
export function awsCli(
  emulator: PortalEmulator,
  home: ThrowawayHome,
  aws = findOnPath('aws'),
): ((...args: string[]) => Promise<string>) | null {
  if (!aws) return null;
  const env = { ...pythonEnv(home), AWS_CA_BUNDLE: emulator.certPath };
  return async (...args) => {
    const { stdout } = await promisify(execFile)(aws, [...args, '--endpoint-url', emulator.url], { env });
    return stdout;
  };
}
