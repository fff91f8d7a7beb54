import { execFile } from 'node:child_process';
import { Agent } from 'node:https';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ListAccountRolesCommand, paginateListAccounts, SSOClient } from '@aws-sdk/client-sso';
import { findOnPath } from '../../scripts/find-browsers.ts';
import { makeHome } from '../e2e/rig/throwaway.ts';
import type { PortalEmulator } from '../portal-emulator/index.ts';
import { time } from './measure.ts';

/** How a client without a limiter sends its requests: all accounts at once, or one after another. */
export type Naive = 'Promise.all' | 'one by one';

export interface NaiveResult {
  readonly ms: number;
  readonly requests: number;
  readonly throttled: number;
  /** The number of accounts whose roles the client could not get. */
  readonly without: number;
}

/**
 * Lists all roles with the AWS SDK for JavaScript, as the examples of the SDK do. By default, the SDK sends a request
 * at most three times.
 */
export async function listWithSdk(emulator: PortalEmulator, how: Naive): Promise<NaiveResult> {
  const httpsAgent = new Agent({ ca: emulator.certPem, keepAlive: true, maxSockets: 50 });
  const client = new SSOClient({ region: emulator.region, endpoint: emulator.url, requestHandler: { httpsAgent } });
  const accessToken = emulator.signIn();
  let without = 0;
  const roles = (accountId?: string) =>
    client.send(new ListAccountRolesCommand({ accessToken, accountId, maxResults: 100 })).then(
      () => undefined,
      () => {
        without += 1;
      },
    );
  async function list(): Promise<void> {
    const ids: (string | undefined)[] = [];
    for await (const { accountList = [] } of paginateListAccounts({ client, pageSize: 100 }, { accessToken })) {
      ids.push(...accountList.map(({ accountId }) => accountId));
    }
    if (how === 'Promise.all') await Promise.all(ids.map(roles));
    else for (const id of ids) await roles(id);
  }
  try {
    const ms = await time(list);
    const throttled = emulator.requests.filter(({ status }) => status === 429).length;
    return { ms, requests: emulator.requests.length, throttled, without };
  } finally {
    client.destroy();
    httpsAgent.destroy();
  }
}

/** Runs `aws sso list-account-roles` several times. @returns the mean time in ms, or null if there is no AWS CLI */
export async function awsCliCall(emulator: PortalEmulator, calls: number): Promise<number | null> {
  const aws = findOnPath('aws');
  if (!aws) return null;
  const home = makeHome('keyferry-bench-');
  // Without PYENV_ROOT, pyenv would search for Python in the temporary home folder.
  const pyenv = process.env.PYENV_ROOT ?? join(homedir(), '.pyenv');
  const env = { PYENV_ROOT: pyenv, ...home.env, AWS_CA_BUNDLE: emulator.certPath };
  const token = emulator.signIn();
  const account = emulator.organisation.accounts[0]?.accountId ?? '';
  const where = ['--region', emulator.region, '--endpoint-url', emulator.url];
  const args = ['sso', 'list-account-roles', '--access-token', token, '--account-id', account, ...where];
  const call = () => promisify(execFile)(aws, args, { env });
  try {
    await call();
    return (
      (await time(async () => {
        for (let n = 0; n < calls; n++) await call();
      })) / calls
    );
  } finally {
    home.remove();
  }
}
