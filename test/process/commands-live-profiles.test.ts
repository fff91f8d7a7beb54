import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { askOnce } from './rig/host.ts';
import { FIREFOX, launcherIn, liveEntries, liveRequest, putLauncher, recordIn } from './rig/live.ts';
import { type CliRoleInput, cliRequest, PORTAL } from './rig/requests.ts';
import { builtHost, makeSandbox, type Sandbox } from './rig/sandbox.ts';

const ROLES: readonly CliRoleInput[] = [{ name: 'dev' }, { name: 'ro', roleName: 'ReadOnly' }];

async function live(roles = ROLES, change = {}): Promise<Sandbox> {
  const sandbox = makeSandbox(undefined, 'config');
  putLauncher(sandbox);
  expect((await askOnce(sandbox, liveRequest(roles, change))).reply).toMatchObject({ ok: true });
  return sandbox;
}

async function keyferry(sandbox: Sandbox, args: readonly string[], env: Record<string, string> = {}) {
  const options = { env: { ...sandbox.env, ...env }, encoding: 'utf8' } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, [await builtHost(), ...args], options);
  return { status, stdout, stderr };
}

type LiveCheck = { id: string; severity: string; sentence: string; line?: number; remedy: string };
const liveChecks = async (sandbox: Sandbox, id = 'live-profile', env = {}): Promise<LiveCheck[]> =>
  JSON.parse((await keyferry(sandbox, ['doctor', '--json'], env)).stdout).checks.filter(
    (check: LiveCheck) => check.id === id,
  );

const change = (sandbox: Sandbox, from: string, to: string) => {
  expect(sandbox.read()).toContain(from);
  sandbox.put(sandbox.config, sandbox.read().replace(from, to));
};
/** Changes fields of a live profile in live.json. */
const use = (sandbox: Sandbox, name: string, fields: object) => {
  const profiles = liveEntries(sandbox);
  const text = JSON.stringify({ version: 1, profiles: { ...profiles, [name]: { ...profiles[name], ...fields } } });
  sandbox.put(recordIn(sandbox), text);
};

describe('keyferry doctor', () => {
  it('says how many live profiles are ready, and which tools cannot use live profiles', async () => {
    const sandbox = await live();
    expect(await liveChecks(sandbox)).toMatchObject([{ severity: 'ok', sentence: '2 live profiles are ready.' }]);
    expect(await liveChecks(sandbox, 'live-minio')).toMatchObject([{ sentence: expect.stringContaining('restic') }]);
  });

  it.each([
    ['was renamed by hand', '[profile dev]', '[profile other]', 'asks for the keys of dev', 'set it up again'],
    ['has another launcher', '/.keyferry/bin/keyferry', '/old/keyferry', 'is not the launcher', 'set it up again'],
    [
      'has SSO settings beside the line',
      '--profile dev\n',
      '--profile dev\nsso_session = x\n',
      'sso_session',
      'Remove',
    ],
    [
      'has another mark than its record',
      ' Admin https',
      ' Other https',
      'not set up in any browser',
      'set it up again',
    ],
    [
      'has no mark',
      'x_keyferry = 1 111122223333 Admin',
      'x_keyferry = 1 x',
      'not set up in any browser',
      'set it up again',
    ],
  ])('reports a live profile that %s', async (_what, from, to, sentence, remedy) => {
    const sandbox = await live([{ name: 'dev' }]);
    change(sandbox, from, to);
    const [check] = await liveChecks(sandbox);
    expect(check).toMatchObject({ severity: 'warning', line: 1, sentence: expect.stringContaining(sentence) });
    expect(check?.remedy).toContain(remedy);
  });

  it('reports keys with the name of a live profile, because every tool would use those keys', async () => {
    const sandbox = await live();
    sandbox.put(
      sandbox.credentials,
      '\n[dev]\naws_access_key_id = ASIAKEYFERRYEXAMPLE1\naws_secret_access_key = EXAMPLE\n',
    );
    expect(await liveChecks(sandbox)).toMatchObject([
      {
        severity: 'warning',
        line: 1,
        sentence: expect.stringContaining('has keys in the credentials file (line 2 there)'),
      },
    ]);
  });

  it('reports live profiles that no browser on this computer has set up', async () => {
    const sandbox = await live();
    sandbox.put(recordIn(sandbox), '{');
    expect((await liveChecks(sandbox)).map(({ sentence }) => sentence)).toEqual([
      expect.stringContaining('dev (line 1 of'),
      expect.stringContaining('ro (line 6 of'),
    ]);
  });

  it('says nothing about live profiles if there are none', async () => {
    const sandbox = makeSandbox();
    expect([...(await liveChecks(sandbox)), ...(await liveChecks(sandbox, 'live-minio'))]).toEqual([]);
    expect(await liveChecks(sandbox, 'live-variable')).toEqual([]);
  });

  it('shows the path of the socket in KEYFERRY_SOCKET', async () => {
    expect(await liveChecks(makeSandbox(), 'live-variable', { KEYFERRY_SOCKET: '/tmp/x.sock' })).toMatchObject([
      { sentence: expect.stringContaining('/tmp/x.sock') },
    ]);
  });

  it('attack 39: reports a socket folder that others can open, and a link at the path of the socket folder', async () => {
    const sandbox = makeSandbox();
    const folder = join(sandbox.home, '.keyferry/run');
    expect(await liveChecks(sandbox, 'live-sockets')).toEqual([]);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    expect(await liveChecks(sandbox, 'live-sockets')).toMatchObject([
      { severity: 'ok', sentence: expect.stringContaining('0 sockets') },
    ]);
    chmodSync(folder, 0o755);
    expect(await liveChecks(sandbox, 'live-sockets')).toMatchObject([
      { severity: 'error', sentence: expect.stringContaining('other users may open it') },
    ]);
    rmSync(folder, { recursive: true });
    symlinkSync(sandbox.home, folder);
    expect(await liveChecks(sandbox, 'live-sockets')).toMatchObject([
      { severity: 'error', sentence: expect.stringContaining('it is a link') },
    ]);
  });

  it('attack 59: reports a file that has the name of a socket but was not made by a browser', async () => {
    const sandbox = makeSandbox();
    const planted = join(sandbox.home, '.keyferry/run/99999.sock');
    sandbox.put(planted, '');
    chmodSync(join(planted, '..'), 0o700);
    expect((await liveChecks(sandbox, 'live-sockets')).filter(({ severity }) => severity === 'warning')).toMatchObject([
      { remedy: `Run \`rm ${planted}\`.` },
    ]);
    chmodSync(join(sandbox.home, '.keyferry'), 0o777);
    expect((await liveChecks(sandbox, 'live-sockets')).filter(({ severity }) => severity === 'error')).toMatchObject([
      { sentence: expect.stringContaining(`everyone may write in ${join(sandbox.home, '.keyferry')}`) },
    ]);
  });

  it('does not print names of profiles with --report', async () => {
    const sandbox = await live([{ name: 'verysecretname' }]);
    change(sandbox, '/.keyferry/bin/keyferry', '/old/keyferry');
    expect((await keyferry(sandbox, ['doctor', '--report'])).stdout).not.toContain('verysecretname');
  });
});

describe('keyferry status', () => {
  it('shows the account, role, browser and last use of a live profile', async () => {
    const sandbox = await live();
    use(sandbox, 'dev', { usedAt: Date.now() - 300_000, usedBy: 'terraform', uses: 7 });
    const { stdout } = await keyferry(sandbox, ['status']);
    expect(stdout).toMatch(
      /^dev +111122223333 +Admin +live keys, Firefox, used 5 min ago by terraform \(config file\)/m,
    );
    expect(stdout).toMatch(/^ro +111122223333 +ReadOnly +live keys, Firefox, never used \(config file\)/m);
    const { profiles } = JSON.parse((await keyferry(sandbox, ['status', '--json'])).stdout);
    expect(profiles[0]).toMatchObject({
      name: 'dev',
      source: 'live',
      accountId: '111122223333',
      roleName: 'Admin',
      portal: PORTAL,
      browser: 'Firefox',
      usedBy: 'terraform',
      uses: 7,
    });
    expect(profiles[1]).toMatchObject({ name: 'ro', usedAt: null, usedBy: null, uses: 0 });
  });

  it('says that no browser on this computer answers for a live profile', async () => {
    const sandbox = await live();
    sandbox.put(recordIn(sandbox), '{}');
    expect((await keyferry(sandbox, ['status'])).stdout).toContain('live keys, not set up here');
  });

  it('prints the path of the socket in KEYFERRY_SOCKET to stderr', async () => {
    const { stderr } = await keyferry(await live(), ['status'], { KEYFERRY_SOCKET: '/tmp/x.sock' });
    expect(stderr).toContain('/tmp/x.sock');
  });
});

it('keyferry clean does not change live profiles', async () => {
  const sandbox = await live();
  sandbox.put(
    sandbox.credentials,
    `[old]\naws_access_key_id = ASIAKEYFERRYEXAMPLE1\nx_security_token_expires = 2020-01-01T00:00:00Z\nx_keyferry = 1 111122223333 Admin ${PORTAL}\n`,
  );
  const before = [sandbox.read(), sandbox.read(recordIn(sandbox))];
  expect((await keyferry(sandbox, ['clean'])).stdout).toBe('old\n');
  expect([sandbox.read(), sandbox.read(recordIn(sandbox))]).toEqual(before);
});

describe('keyferry uninstall', () => {
  it('prints the number and the names of the live profiles, and does not remove their sections', async () => {
    const sandbox = await live();
    const before = sandbox.read();
    const { stderr, status } = await keyferry(sandbox, ['uninstall']);
    expect(status).toBe(0);
    expect(stderr).toContain(`${sandbox.config} still has 2 live profiles of Keyferry, which no longer work: dev, ro.`);
    expect(stderr).toContain('--live-profiles');
    expect(sandbox.read()).toBe(before);
    expect(existsSync(recordIn(sandbox))).toBe(false);
  });

  it('attack 12: removes the live profiles with --live-profiles, and no foreign section', async () => {
    const sandbox = await live();
    const mine = '[profile mine]\ncredential_process = /usr/bin/other\n';
    sandbox.put(sandbox.config, `${mine}\n${sandbox.read()}`);
    const { stdout } = await keyferry(sandbox, ['uninstall', '--live-profiles', '--json']);
    expect(JSON.parse(stdout).liveProfiles).toEqual({ file: sandbox.config, names: ['dev', 'ro'], removed: true });
    expect(sandbox.read().trimEnd()).toBe(mine.trimEnd());
  });

  it('says nothing about live profiles if there are none, and creates no config file', async () => {
    const sandbox = makeSandbox();
    const { stderr } = await keyferry(sandbox, ['uninstall', '--live-profiles']);
    expect(stderr).toBe('Keyferry is not installed.\n');
    expect(existsSync(sandbox.config)).toBe(false);
  });
});

describe('keyferry configure', () => {
  const WHOLE = { whole: true, template: '{role}' };

  it('sets up deleted live profiles again, for the browser that sent the list of roles', async () => {
    const sandbox = await live(ROLES, WHOLE);
    const before = sandbox.read();
    sandbox.put(sandbox.config, '');
    sandbox.put(recordIn(sandbox), '{}');
    const { status, stderr } = await keyferry(sandbox, ['configure']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(sandbox.read()).toBe(before);
    expect(liveEntries(sandbox).ro).toMatchObject({ installation: FIREFOX, browser: 'Firefox', roleName: 'ReadOnly' });
  });

  it('does not rename live profiles: refuses --template, and ignores AWS_PROFILE', async () => {
    const sandbox = await live([{ name: 'dev' }], WHOLE);
    expect(await keyferry(sandbox, ['configure', '--template', '{account}'])).toMatchObject({ status: 2 });
    sandbox.put(sandbox.config, '');
    await keyferry(sandbox, ['configure'], { AWS_PROFILE: 'other' });
    expect(sandbox.read()).toContain('[profile dev]');
    expect(sandbox.read()).not.toContain('other');
  });

  it('does not make a profile live again after the user has changed the profile into an SSO profile', async () => {
    const sandbox = await live(ROLES, WHOLE);
    await askOnce(sandbox, cliRequest([{ name: 'dev' }]));
    const before = sandbox.read();
    expect((await keyferry(sandbox, ['configure'])).stdout).toMatch(/^found +dev /m);
    expect(sandbox.read()).toBe(before);
  });

  it('changes live profiles into SSO profiles with the option --older-form', async () => {
    const sandbox = await live(ROLES, WHOLE);
    expect((await keyferry(sandbox, ['configure', '--older-form'])).status).toBe(0);
    expect(sandbox.read()).not.toContain('credential_process');
    expect(liveEntries(sandbox)).toEqual({});
  });

  it('if there is no launcher, says that live profiles are not available', async () => {
    const sandbox = await live(ROLES, WHOLE);
    sandbox.put(launcherIn(sandbox), '', 0o644);
    expect(await keyferry(sandbox, ['configure'])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('Live profiles are not available'),
    });
  });
});
