import { createHash } from 'node:crypto';
import { Agent } from 'node:https';
import { join } from 'node:path';
import { GetRoleCredentialsCommand, SSOClient } from '@aws-sdk/client-sso';
import type { PortalEmulator } from '../portal-emulator/index.ts';
import { askOnce } from '../process/rig/host.ts';
import { FIREFOX, liveRequest, putLauncher } from '../process/rig/live.ts';
import { LiveHost } from '../process/rig/live-host.ts';
import { cliRequest, writeRequest } from '../process/rig/requests.ts';
import { builtHost, makeSandbox, type Sandbox } from '../process/rig/sandbox.ts';

/** The kinds of profiles that Keyferry writes. The last two kinds are CLI profiles in their two forms. */
export const KINDS = ['Keys', 'Live', 'AWS CLI sign-in', 'AWS CLI sign-in, older form'] as const;
export type Kind = (typeof KINDS)[number];

/** The name of the profile in each home folder. The emulator's main user can use the role of this profile. */
export const NAME = 'team-admin';
export const ACCOUNT = '123456789012';
const ROLE = { name: NAME, accountId: ACCOUNT, roleName: 'Admin' };
const REGION = 'us-east-1';

/** Keys from the emulator. They contain their expiry time in ms since the epoch. */
async function takeKeys(emulator: PortalEmulator) {
  const agent = new Agent({ ca: emulator.certPem });
  const client = new SSOClient({ region: REGION, endpoint: emulator.url, requestHandler: { httpsAgent: agent } });
  const accessToken = emulator.signIn();
  const { roleName, accountId } = ROLE;
  const { roleCredentials } = await client.send(new GetRoleCredentialsCommand({ accessToken, accountId, roleName }));
  agent.destroy();
  const { accessKeyId = '', secretAccessKey = '', sessionToken = '', expiration = 0 } = roleCredentials ?? {};
  return { accessKeyId, secretAccessKey, sessionToken, expiration };
}

async function ask(sandbox: Sandbox, request: { readonly id: number }): Promise<void> {
  const { reply } = await askOnce(sandbox, request);
  if (reply.ok !== true) throw new Error(`the host refused: ${JSON.stringify(reply)}`);
}

async function homeWithKeys(emulator: PortalEmulator): Promise<Sandbox> {
  const sandbox = makeSandbox();
  const request = writeRequest([{ ...ROLE, region: REGION }]);
  const credentials = await takeKeys(emulator);
  await ask(sandbox, { ...request, profiles: request.profiles.map((each) => ({ ...each, credentials })) } as never);
  return sandbox;
}

async function homeWithLive(emulator: PortalEmulator): Promise<Sandbox> {
  const sandbox = makeSandbox(undefined, 'config');
  putLauncher(sandbox, `#!/bin/sh\nexec '${process.execPath}' '${await builtHost()}' "$@"\n`);
  await ask(sandbox, liveRequest([ROLE], { defaultRegion: REGION, portal: emulator.startUrl }));
  const credentials = await takeKeys(emulator);
  const host = await LiveHost.serving(sandbox, FIREFOX);
  host.respond = ({ kind }) =>
    kind === 'live-credentials' ? { ok: true, accountId: ACCOUNT, credentials } : { ok: true };
  return sandbox;
}

/**
 * A home folder with a CLI profile, which is for the AWS CLI's own sign-in.
 * @param form the form of the CLI profile
 */
async function homeWithSignIn(emulator: PortalEmulator, form: 'session' | 'older'): Promise<Sandbox> {
  const sandbox = makeSandbox(undefined, 'config');
  const { startUrl, region } = emulator;
  await ask(sandbox, cliRequest([ROLE], { form, portal: startUrl, region, defaultRegion: REGION, output: 'json' }));
  const expiresAt = new Date(Date.now() + 3_600_000).toISOString().replace(/\.\d+/, '');
  const token = { startUrl, region, accessToken: emulator.signIn(), expiresAt };
  // `aws sso login` writes a token file. The file's name is computed from the name of the sso-session, or from the
  // start URL in the older form.
  const key = createHash('sha1').update(form === 'session' ? 'demo' : startUrl);
  sandbox.put(join(sandbox.aws, 'sso/cache', `${key.digest('hex')}.json`), JSON.stringify(token));
  return sandbox;
}

/**
 * A home folder with one profile of this kind. The built host wrote the files in this folder. For a live profile, a
 * host also runs and gives keys.
 */
export function homeFor(kind: Kind, emulator: PortalEmulator): Promise<Sandbox> {
  if (kind === 'Keys') return homeWithKeys(emulator);
  if (kind === 'Live') return homeWithLive(emulator);
  return homeWithSignIn(emulator, kind === 'AWS CLI sign-in' ? 'session' : 'older');
}
