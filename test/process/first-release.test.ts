import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { askOnce } from './rig/host.ts';
import { cliRequest, PORTAL, writeRequest } from './rig/requests.ts';
import { builtHost, makeSandbox, type Sandbox } from './rig/sandbox.ts';

/**
 * Files that the first development state of version 0.1.0 (21 November 2026) wrote. The host wrote the credentials file
 * and the config file. The command `install` wrote the other files. The current program must be able to read, change
 * and remove all these files.
 */

const run = promisify(execFile);
const ROLE = { accountId: '111122223333', roleName: 'ReadOnly' };
const MARK = `x_keyferry = 1 ${ROLE.accountId} ${ROLE.roleName} ${PORTAL}`;

const CREDENTIALS = `[mine]
aws_access_key_id = AKIAMINEEXAMPLE
[team-dev]
aws_access_key_id = ASIAKEYFERRYEXAMPLE1
aws_secret_access_key = EXAMPLE/secret/0123456789
aws_session_token = EXAMPLE+token=
region = eu-west-1
x_security_token_expires = 2030-03-17T17:46:40Z
${MARK}
`;

const CONFIG = `[sso-session demo]
sso_start_url = ${PORTAL}
sso_region = us-east-1
sso_registration_scopes = sso:account:access
x_keyferry_session = 1 ${PORTAL}

[profile cli-dev]
sso_session = demo
sso_account_id = ${ROLE.accountId}
sso_role_name = ${ROLE.roleName}
${MARK}
`;

function prepared(): Sandbox {
  const sandbox = makeSandbox();
  sandbox.put(sandbox.credentials, CREDENTIALS);
  sandbox.put(sandbox.config, CONFIG);
  return sandbox;
}

it('a written profile of version 0.1.0 is listed, renewed without a question, and removed', async () => {
  const sandbox = prepared();
  const listed = await askOnce(sandbox, { v: 1, id: 1, kind: 'list-profiles' } as never);
  expect(listed.reply).toMatchObject({
    profiles: [{ name: 'team-dev', ...ROLE, portal: PORTAL, expiration: 1_900_000_000_000 }],
  });
  const renewed = await askOnce(sandbox, writeRequest([{ ...ROLE, name: 'team-dev', mark: '2' }]));
  expect(renewed.reply).toMatchObject({ ok: true, written: ['team-dev'] });
  expect(sandbox.read()).toContain('ASIAKEYFERRYCANARY2');
  const removal = { v: 1, id: 3, kind: 'remove-profiles', names: ['team-dev'], portal: PORTAL };
  expect((await askOnce(sandbox, removal)).reply).toMatchObject({ ok: true, removed: ['team-dev'] });
  expect(sandbox.read()).toBe('[mine]\naws_access_key_id = AKIAMINEEXAMPLE\n');
});

it('a CLI profile of version 0.1.0 is recognised, and a new set-up of the same role changes nothing', async () => {
  const sandbox = prepared();
  const request = cliRequest([{ ...ROLE, name: 'cli-dev', accountName: 'Team A dev' }], { region: 'us-east-1' });
  const { reply } = await askOnce(sandbox, request);
  expect(reply).toMatchObject({ ok: true, counts: { added: 0, unchanged: 1, refused: 0 } });
  expect(sandbox.read(sandbox.config)).toBe(CONFIG);
});

/** Writes the files of an installation, and the record of `install` with the hashes of these files. */
function putInstallation({ home, put }: Sandbox) {
  const folder = join(home, '.local/share/keyferry/0.1.0-6dd9a5b03e73');
  const texts = {
    [join(folder, 'keyferry.cjs')]: '// the program of version 0.1.0\n',
    [join(folder, 'keyferry.ini')]: '; Where the AWS files are, as the shell said; written by `keyferry install`.\n',
    [join(folder, 'keyferry-host')]:
      '#!/bin/sh\n# Written by `keyferry install`: run it again after moving Node.\nexit 127\n',
    [join(home, 'profile/NativeMessagingHosts/com.keyferry.host.json')]: JSON.stringify({
      name: 'com.keyferry.host',
      description: 'Writes AWS credentials that Keyferry fetched into the credentials file',
      path: join(folder, 'keyferry-host'),
      type: 'stdio',
      allowed_origins: ['chrome-extension://mimoocbfckidgblbclebekkgmbjlmgjp/'],
    }),
  };
  for (const [path, text] of Object.entries(texts)) put(path, text, path.endsWith('-host') ? 0o755 : 0o644);
  const files = Object.entries(texts).map(([path, text]) => ({
    path,
    sha256: createHash('sha256').update(text).digest('hex'),
  }));
  const record = { version: 1, files, folders: [folder, join(home, 'profile/NativeMessagingHosts')] };
  put(join(home, '.local/share/keyferry/install.json'), JSON.stringify(record), 0o644);
  return { paths: Object.keys(texts), manifest: Object.keys(texts)[3] ?? '' };
}

it('an installation of version 0.1.0 is upgraded, and `uninstall` removes the files of both versions', async () => {
  const sandbox = prepared();
  const { paths, manifest } = putInstallation(sandbox);
  const program = await builtHost();
  const keyferry = (...args: string[]) => run(process.execPath, [program, ...args], { env: sandbox.env });
  await keyferry('install', '--browser', 'chromium', '--profile-dir', join(sandbox.home, 'profile'));
  const { path } = JSON.parse(sandbox.read(manifest)) as { path: string };
  expect(path).not.toContain('6dd9a5b03e73');
  expect(existsSync(path)).toBe(true);
  const { stdout } = await keyferry('uninstall');
  expect(stdout).toContain(manifest);
  for (const each of [...paths, path]) expect(existsSync(each), each).toBe(false);
  expect(sandbox.read()).toBe(CREDENTIALS);
});
