import { chmodSync, existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CliProfilesReply } from '#core/protocol/cli-profiles.ts';
import { askOnce, Host, type Reply } from './rig/host.ts';
import { CHROMIUM, FIREFOX, launcherIn, liveEntries, liveRequest, putLauncher, recordIn } from './rig/live.ts';
import { type CliRoleInput, cliRequest, helloRequest, PORTAL, writeRequest } from './rig/requests.ts';
import { makeSandbox, type Sandbox, unprivileged } from './rig/sandbox.ts';

const OTHER = 'https://other.awsapps.com/start';
const section = (
  sandbox: Sandbox,
  name: string,
  { roleName = 'Admin', accountId = '111122223333', portal = PORTAL } = {},
) =>
  `[profile ${name}]\ncredential_process = ${launcherIn(sandbox)} credential-process --profile ${name}\nregion = eu-west-1\nx_keyferry = 1 ${accountId} ${roleName} ${portal}\n`;

function world(uid?: number): Sandbox {
  const sandbox = makeSandbox(uid, 'config');
  putLauncher(sandbox);
  return sandbox;
}

async function setUp(sandbox: Sandbox, roles?: readonly CliRoleInput[], change?: Record<string, unknown>) {
  return (await askOnce(sandbox, liveRequest(roles, change))).reply as Reply & CliProfilesReply;
}

const remove = async (sandbox: Sandbox, names: readonly string[], installation = FIREFOX) =>
  (await askOnce(sandbox, { v: 1, id: 5, kind: 'remove-live-profiles', installation, names } as { id: number })).reply;

describe('the built host sets up live profiles', () => {
  it('writes a section for the profile, and records which browser answers requests for the profile', async () => {
    const sandbox = world();
    const reply = await setUp(sandbox, [{ name: 'dev' }]);
    expect(reply).toMatchObject({ ok: true, sessionName: null, counts: { added: 1 }, file: 'config' });
    expect(sandbox.read()).toBe(section(sandbox, 'dev'));
    expect(liveEntries(sandbox)).toEqual({
      dev: {
        installation: FIREFOX,
        browser: 'Firefox',
        portal: PORTAL,
        accountId: '111122223333',
        roleName: 'Admin',
        accountName: 'Dev',
      },
    });
    expect(statSync(recordIn(sandbox)).mode & 0o777).toBe(0o600);
    expect(sandbox.names()).toEqual(['config']);
  });

  it('sets up 300 accounts with 3 roles each in one request', async () => {
    const sandbox = world();
    const roles = Array.from({ length: 900 }, (_, at) => ({
      name: `account-${Math.floor(at / 3)}-role-${at % 3}`,
      accountId: String(100_000_000_000 + Math.floor(at / 3)),
      roleName: `Role${at % 3}`,
    }));
    expect(await setUp(sandbox, roles, { whole: true, template: '{account}-{role}' })).toMatchObject({
      ok: true,
      counts: { added: 900, refused: 0 },
    });
    expect(sandbox.read().match(/^credential_process = /gm)).toHaveLength(900);
    expect(Object.keys(liveEntries(sandbox))).toHaveLength(900);
  });

  it('changes nothing in a dry run', async () => {
    const sandbox = world();
    expect(await setUp(sandbox, [{}], { dryRun: true })).toMatchObject({ counts: { added: 1 } });
    expect([existsSync(sandbox.config), existsSync(recordIn(sandbox))]).toEqual([false, false]);
  });

  it('attack 60: gives a profile to the browser that set it up last, and refuses its name for another portal', async () => {
    const sandbox = world();
    await setUp(sandbox, [{ name: 'dev' }]);
    expect(await setUp(sandbox, [{ name: 'dev' }], { portal: OTHER, installation: CHROMIUM })).toMatchObject({
      ok: false,
      code: 'CLI_PROFILE_EXISTS',
    });
    expect(liveEntries(sandbox).dev).toMatchObject({ installation: FIREFOX, portal: PORTAL });
    const same = await setUp(sandbox, [{ name: 'dev' }], { installation: CHROMIUM, browser: 'Chromium' });
    expect(same).toMatchObject({ ok: true, counts: { unchanged: 1 } });
    expect(liveEntries(sandbox).dev).toMatchObject({ installation: CHROMIUM, browser: 'Chromium' });
  });

  it('attack 23: several browsers can set up profiles at the same time, and no profile is lost', async () => {
    const sandbox = world();
    const hosts = await Promise.all(Array.from({ length: 6 }, () => Host.start(sandbox)));
    const names = hosts.flatMap((_, nth) => [0, 1, 2].map((at) => `p${nth}-${at}`));
    let id = 100;
    const setUpOne = async (host: Host, role: CliRoleInput): Promise<void> => {
      const reply = await host.ask(liveRequest([role], { id: ++id }));
      // On a busy machine, a host may give up before it can write. A person would then try again, and so does the test.
      if (reply.code === 'FILE_BUSY') await setUpOne(host, role);
      else expect(reply).toMatchObject({ ok: true });
    };
    const setUpThree = async (host: Host, nth: number) => {
      for (const at of [0, 1, 2]) await setUpOne(host, { name: `p${nth}-${at}`, roleName: `Role${nth * 3 + at}` });
    };
    await Promise.all(hosts.map(setUpThree));
    await Promise.all(hosts.map((host) => host.end()));
    expect(Object.keys(liveEntries(sandbox)).toSorted()).toEqual(names.toSorted());
    for (const name of names) expect(sandbox.read()).toContain(`--profile ${name}\n`);
  });

  it('refuses a live profile if keys have its name, and refuses keys with the name of a live profile', async () => {
    const sandbox = world();
    await askOnce(sandbox, writeRequest([{ name: 'keys' }]));
    const refused = await setUp(sandbox, [{ name: 'keys' }]);
    expect(refused).toMatchObject({ ok: false, code: 'LIVE_KEYS_EXIST' });
    expect(refused.message).toContain(`${sandbox.credentials} (line 1)`);
    expect([existsSync(sandbox.config), existsSync(recordIn(sandbox))]).toEqual([false, false]);

    await setUp(sandbox, [{ name: 'dev' }]);
    const before = sandbox.read(sandbox.credentials);
    for (const replace of [false, true]) {
      const { reply } = await askOnce(sandbox, writeRequest([{ name: 'dev' }], { replace }));
      expect(reply).toMatchObject({ ok: false, code: 'LIVE_PROFILE_EXISTS' });
      expect(reply.message).toContain(`${sandbox.config}, line 1`);
    }
    expect(sandbox.read(sandbox.credentials)).toBe(before);
  });

  it('still renews keys that it has written under the name of a live profile', async () => {
    const sandbox = world();
    await setUp(sandbox, [{ name: 'dev' }]);
    sandbox.put(
      sandbox.credentials,
      `[dev]\naws_access_key_id = ASIAOLDEXAMPLE000000\nx_keyferry = 1 111122223333 Admin ${PORTAL}\n`,
    );
    expect((await askOnce(sandbox, writeRequest([{ name: 'dev' }]))).reply).toMatchObject({ ok: true });
  });

  it.each([
    ['without the id of the installation', { installation: undefined }, 'BAD_REQUEST'],
    ['with an id of another form', { installation: 'x' }, 'BAD_REQUEST'],
    ['attack 18: with a path for the launcher', { launcher: '/evil' }, 'BAD_REQUEST'],
  ])('refuses a request %s', async (_what, change, code) => {
    const sandbox = world();
    expect(await setUp(sandbox, [{}], change)).toMatchObject({ ok: false, code });
    expect(existsSync(sandbox.config)).toBe(false);
  });

  it('refuses live profiles if the launcher cannot be started, and gives the reason in its reply to `hello`', async () => {
    const sandbox = world();
    chmodSync(launcherIn(sandbox), 0o644);
    const sentence = 'is missing or cannot be started';
    expect(await setUp(sandbox, [{}], { dryRun: true })).toMatchObject({ ok: false, code: 'LIVE_UNAVAILABLE' });
    const { reply } = await askOnce(sandbox, helloRequest());
    expect(reply).toMatchObject({ servesLive: true, liveUnavailable: expect.stringContaining(sentence) });
    chmodSync(launcherIn(sandbox), 0o755);
    expect((await askOnce(sandbox, helloRequest())).reply).not.toHaveProperty('liveUnavailable');
  });

  it.skipIf(unprivileged === undefined)(
    'removes its new record in live.json if the config file cannot be written (needs root)',
    async () => {
      const sandbox = world(unprivileged);
      sandbox.put(sandbox.config, '# mine\n', 0o400);
      for (const each of ['.keyferry', '.local', '.local/share', '.local/share/keyferry'])
        chmodSync(join(sandbox.home, each), 0o777);
      const { reply } = await askOnce(sandbox, liveRequest([{ name: 'dev' }]), { uid: unprivileged });
      expect(reply).toMatchObject({ ok: false, code: 'FILE_READ_ONLY' });
      expect(liveEntries(sandbox)).toEqual({});
    },
  );
});

describe('the built host removes live profiles', () => {
  it('removes the sections that the requesting browser set up, and removes their entries from live.json', async () => {
    const sandbox = world();
    sandbox.put(sandbox.config, '# mine\n[profile mine]\nregion = eu-west-1\n');
    await setUp(sandbox, [{ name: 'dev' }, { name: 'ro', roleName: 'ReadOnly' }]);
    expect(await remove(sandbox, ['dev', 'unknown'])).toMatchObject({ ok: true, removed: ['dev'] });
    expect(sandbox.read()).toBe(
      `# mine\n[profile mine]\nregion = eu-west-1\n\n${section(sandbox, 'ro', { roleName: 'ReadOnly' })}`,
    );
    expect(Object.keys(liveEntries(sandbox))).toEqual(['ro']);
  });

  it('attack 60: removes no profile of another browser', async () => {
    const sandbox = world();
    await setUp(sandbox, [{ name: 'dev' }]);
    const before = sandbox.read();
    expect(await remove(sandbox, ['dev'], CHROMIUM)).toMatchObject({ ok: true, removed: [] });
    expect(sandbox.read()).toBe(before);
    expect(Object.keys(liveEntries(sandbox))).toEqual(['dev']);
  });

  it('attack 12: removes no section whose mark was changed, and keeps settings that a person added', async () => {
    const sandbox = world();
    await setUp(sandbox, [{ name: 'a' }, { name: 'b', roleName: 'B' }, { name: 'c', roleName: 'C' }]);
    const changed = sandbox
      .read()
      .replace(' B https', ' Other https')
      .replace('--profile c\n', '--profile c\nretry_mode = standard\n');
    sandbox.put(sandbox.config, changed);
    expect(await remove(sandbox, ['a', 'b', 'c'])).toMatchObject({ removed: ['a', 'c'] });
    expect(sandbox.read()).toBe(
      `\n${section(sandbox, 'b', { roleName: 'Other' })}\n[profile c]\nretry_mode = standard\n`,
    );
  });

  it('removes all entries of one browser from live.json after “Forget everything” in that browser', async () => {
    const sandbox = world();
    await setUp(sandbox, [{ name: 'a' }]);
    await setUp(sandbox, [{ name: 'b', roleName: 'B' }], { installation: CHROMIUM });
    const forget = { v: 1, id: 3, kind: 'forget-lists' };
    await askOnce(sandbox, forget);
    expect(Object.keys(liveEntries(sandbox))).toEqual(['a', 'b']);
    await askOnce(sandbox, { ...forget, installation: FIREFOX } as { id: number });
    expect(Object.keys(liveEntries(sandbox))).toEqual(['b']);
  });
});

describe('a role whose profile becomes a live profile and then an SSO profile again', () => {
  it('has only one profile, which is not live at the end', async () => {
    const sandbox = world();
    await askOnce(sandbox, cliRequest([{ name: 'dev' }]));
    expect(await setUp(sandbox, [{ name: 'dev' }])).toMatchObject({ ok: true, counts: { updated: 1, added: 0 } });
    expect(Object.keys(liveEntries(sandbox))).toEqual(['dev']);
    expect((await askOnce(sandbox, cliRequest([{ name: 'dev' }]))).reply).toMatchObject({ counts: { updated: 1 } });
    expect(liveEntries(sandbox)).toEqual({});
    expect(sandbox.read()).not.toContain('credential_process');
    expect(sandbox.read().match(/^\[profile dev\]$/gm)).toHaveLength(1);
  });
});
