import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CliProfilesReply } from '#core/protocol/cli-profiles.ts';
import { MAX_REPLY_BYTES } from '#core/protocol/host-protocol.ts';
import { fittingNames, hostileNames } from '../core/names/hostile-names.ts';
import { askOnce, Host, type Reply, readFrames } from './rig/host.ts';
import { hasBotocore, profilesOfBotocore, readConfigWithSdk } from './rig/readers.ts';
import { type CliRoleInput, cliRequest, PORTAL, writeRequest } from './rig/requests.ts';
import { makeSandbox, type Sandbox } from './rig/sandbox.ts';

type CliReply = Reply & CliProfilesReply;

async function setUp(sandbox: Sandbox, roles?: readonly CliRoleInput[], change?: Record<string, unknown>) {
  return (await askOnce(sandbox, cliRequest(roles, change))).reply as CliReply;
}

const SESSION = `[sso-session demo]
sso_start_url = ${PORTAL}
sso_region = eu-west-1
sso_registration_scopes = sso:account:access
x_keyferry_session = 1 ${PORTAL}
`;
const profile = (name: string, { accountId = '111122223333', roleName = 'Admin' } = {}) => `[profile ${name}]
sso_session = demo
sso_account_id = ${accountId}
sso_role_name = ${roleName}
x_keyferry = 1 ${accountId} ${roleName} ${PORTAL}
`;

describe('the built host sets up CLI profiles', () => {
  it('writes the profiles and the section of their session into a new file of mode 0600', async () => {
    const sandbox = makeSandbox();
    const reply = await setUp(sandbox, [{ name: 'dev' }, { name: 'ro', roleName: 'ReadOnly' }]);
    expect(reply).toMatchObject({
      ok: true,
      sessionName: 'demo',
      counts: { added: 2, refused: 0 },
      file: 'config',
      more: 0,
    });
    expect(sandbox.read(sandbox.config)).toBe(
      `${SESSION}\n${profile('dev')}\n${profile('ro', { roleName: 'ReadOnly' })}`,
    );
    expect(sandbox.mode(sandbox.config)).toBe(0o600);
    expect(sandbox.names()).toEqual(['config']);
  });

  it('writes profiles in the older form, with region and output', async () => {
    const sandbox = makeSandbox();
    const more = { form: 'older', defaultRegion: 'us-east-1', output: 'yaml' };
    expect(await setUp(sandbox, [{ name: 'default' }], more)).toMatchObject({
      sessionName: null,
      counts: { added: 1 },
    });
    expect(sandbox.read(sandbox.config)).toBe(`[default]
sso_start_url = ${PORTAL}
sso_region = eu-west-1
sso_account_id = 111122223333
sso_role_name = Admin
region = us-east-1
output = yaml
x_keyferry = 1 111122223333 Admin ${PORTAL}
`);
  });

  it('writes the region of the role instead of the default region, and keeps an existing region', async () => {
    const sandbox = makeSandbox();
    const roles = [
      { name: 'a', region: 'eu-north-1' },
      { name: 'b', roleName: 'B' },
    ];
    expect(await setUp(sandbox, roles, { defaultRegion: 'us-east-1' })).toMatchObject({ counts: { added: 2 } });
    const regions = () => [...sandbox.read(sandbox.config).matchAll(/^region = (.*)$/gm)].map(([, region]) => region);
    expect(regions()).toEqual(['eu-north-1', 'us-east-1']);
    expect(await setUp(sandbox, [{ name: 'a', region: 'eu-south-1' }])).toMatchObject({ counts: { unchanged: 1 } });
    sandbox.put(sandbox.config, sandbox.read(sandbox.config).replace('region = eu-north-1\n', ''));
    expect(await setUp(sandbox, roles.slice(0, 1))).toMatchObject({ counts: { updated: 1 } });
    expect(regions().toSorted()).toEqual(['eu-north-1', 'us-east-1']);
  });

  it('changes nothing in a dry run, and nothing in a second set-up of the same profiles', async () => {
    const sandbox = makeSandbox();
    expect(await setUp(sandbox, [{}], { dryRun: true })).toMatchObject({
      counts: { added: 1 },
      changes: [{ is: 'added' }],
    });
    expect(() => sandbox.names()).toThrow('ENOENT');
    await setUp(sandbox);
    const before = sandbox.read(sandbox.config);
    expect(await setUp(sandbox)).toMatchObject({ counts: { added: 0, unchanged: 1 }, changes: [] });
    expect(sandbox.read(sandbox.config)).toBe(before);
  });

  it('refuses a CLI profile if keys have the same name, and refuses keys if a CLI profile has the same name', async () => {
    const sandbox = makeSandbox();
    await askOnce(sandbox, writeRequest([{ name: 'dev' }]));
    expect(await setUp(sandbox)).toMatchObject({ ok: false, code: 'CLI_PROFILE_SHADOWS' });
    expect(sandbox.names()).toEqual(['credentials']);
    expect(await setUp(sandbox, [{ name: 'other' }])).toMatchObject({ ok: true });
    expect((await askOnce(sandbox, writeRequest([{ name: 'other' }]))).reply).toMatchObject({
      code: 'PROFILE_SHADOWED',
    });
  });
});

/** Texts of config files that every client can read. These texts contain no profile from Keyferry. */
const texts: Record<string, string> = {
  'an empty file': '',
  comments: '# a\n; b\n\n[profile a]\n# c\nregion = v # kept\n',
  CRLF: '[profile a]\r\nk = v\r\n\r\n[default]\r\nk=v\r\n',
  'no final line end': '[profile a]\nk = v',
  'no final line end, CRLF': '[profile a]\r\nk = v',
  'indented and nested keys': '[default]\n  k = v\n[profile a]\ns3 =\n  max_queue_size = 10\n',
  'other kinds of sections':
    '[preview]\ncloudfront = true\n[plugins]\nx = y\n[services s]\ns3 =\n  endpoint_url = http://x\n',
  'foreign SSO': `[sso-session corp]\nsso_start_url = https://other.awsapps.com/start\nsso_region = us-east-1\n[profile a]\nsso_session = corp\nsso_account_id = 111122223333\nsso_role_name = Admin\n`,
};

describe('attacks on the config file through the built host', () => {
  it('attack 9: a request with a hostile name is refused, even if it also has valid names, and the file stays unchanged', async () => {
    const sandbox = makeSandbox();
    const mine = '[profile victim]\nregion = eu-west-1\n';
    sandbox.put(sandbox.config, mine);
    const host = await Host.start(sandbox);
    let id = 0;
    for (const name of hostileNames) {
      const alone = await host.ask(cliRequest([{ name }], { id: ++id }));
      expect(alone, JSON.stringify(name.slice(0, 40))).toMatchObject({ ok: false, code: 'NAME_INVALID' });
      const many = [{ name: 'fit' }, { name, roleName: 'Other' }];
      expect(await host.ask(cliRequest(many, { id: ++id }))).toMatchObject({ ok: false, code: 'CLI_PROFILES_REFUSED' });
      const dry = await host.ask(cliRequest(many, { id: ++id, dryRun: true }));
      expect(dry).toMatchObject({
        ok: true,
        counts: { added: 1, refused: 1 },
        refused: [{ name, code: 'NAME_INVALID' }],
      });
      if (name.length > 128) continue;
      const session = await host.ask(cliRequest([{}], { id: ++id, sessionName: name }));
      expect(session, JSON.stringify(name)).toMatchObject({ ok: false, code: 'NAME_INVALID' });
    }
    await host.end();
    expect(sandbox.read(sandbox.config)).toBe(mine);
  });

  it('attack 9: the SDK and botocore read every accepted name as a profile', async () => {
    const sandbox = makeSandbox();
    expect(
      await setUp(
        sandbox,
        fittingNames.map((name, at) => ({ name, roleName: `R${at}` })),
      ),
    ).toMatchObject({ ok: true });
    const read = await readConfigWithSdk(sandbox.config);
    for (const [at, name] of fittingNames.entries())
      expect(read[name], name).toMatchObject({ sso_role_name: `R${at}` });
    if (hasBotocore) expect(profilesOfBotocore(sandbox.config)).toEqual(fittingNames.toSorted());
  });

  it('attacks 10, 13 and 18: a value of the wrong form, an unknown field or a path is refused, and account names are never written', async () => {
    const sandbox = makeSandbox();
    const host = await Host.start(sandbox);
    const wrong = [
      { region: 'eu-west-1\nx = y' },
      { region: 'US-EAST-1' },
      { defaultRegion: '%(x)s' },
      { output: 'json\n' },
      { portal: 'https://evil.example/start' },
      { portal: `${PORTAL}#/` },
      { form: 'both' },
      { template: '' },
      { whole: 'true' },
      { prune: ['x'.repeat(129)] },
      { sessionName: 'x'.repeat(129) },
      ...['path', 'file', 'configFile', 'command', 'credential_process'].map((key) => ({ [key]: '/etc/passwd' })),
    ];
    for (const [id, change] of wrong.entries()) {
      const reply = await host.ask(cliRequest([{}], { id, ...change }));
      expect(reply, JSON.stringify(change)).toMatchObject({ ok: false, code: 'BAD_REQUEST' });
    }
    const [account] = cliRequest().accounts;
    const accounts = [
      [{ ...account, accountId: '1111\n' }],
      [{ ...account, accountName: 'x'.repeat(257) }],
      [{ ...account, path: '/x' }],
      [{ ...account, roles: [{ roleName: 'a b', name: 'x' }] }],
      [{ ...account, roles: [{ roleName: 'A', name: 'x', credential_process: 'x' }] }],
      [{ ...account, roles: [{ roleName: 'A', name: 'x', region: 'eu-west-1\nx = y' }] }],
      [{ ...account, roles: [{ roleName: 'A', region: 'eu-west-1' }] }],
      [account, account],
      [{ ...account, roles: [account?.roles[0], account?.roles[0]] }],
      [{ ...account, roles: Array.from({ length: 5001 }, (_, at) => ({ roleName: `R${at}`, name: `n${at}` })) }],
    ];
    for (const [id, each] of accounts.entries()) {
      const reply = await host.ask(cliRequest([{}], { id, accounts: each }));
      expect(reply, JSON.stringify(each).slice(0, 99)).toMatchObject({ ok: false, code: 'BAD_REQUEST' });
    }
    expect(() => sandbox.names()).toThrow('ENOENT');
    const evil = "x]\n[default]\ncredential_process = $(id)'`&&\u202e";
    expect(await host.ask(cliRequest([{ accountName: evil }], { id: 99, whole: true }))).toMatchObject({ ok: true });
    await host.end();
    expect(sandbox.read(sandbox.config)).toBe(`${SESSION}\n${profile('dev')}`);
  });

  it.each(Object.entries(texts))(
    'attack 11: after profiles are set up twice, the file still starts with every byte of its old text (%s)',
    async (_, text) => {
      const sandbox = makeSandbox();
      sandbox.put(sandbox.config, text);
      expect(await setUp(sandbox)).toMatchObject({ ok: true, counts: { added: 1 } });
      const first = sandbox.read(sandbox.config);
      expect(first.startsWith(text)).toBe(true);
      expect(first.slice(text.length).replaceAll('\r\n', '\n')).toBe(
        `${text === '' ? '' : text.endsWith('\n') ? '\n' : '\n\n'}${SESSION}\n${profile('dev')}`,
      );
      expect(await setUp(sandbox, [{}], { defaultRegion: 'eu-west-1' })).toMatchObject({
        ok: true,
        counts: { updated: 1 },
      });
      const second = sandbox.read(sandbox.config);
      expect(second.startsWith(first)).toBe(true);
      expect(second.slice(first.length).trim()).toBe('region = eu-west-1');
      expect((await readConfigWithSdk(sandbox.config)).dev).toMatchObject({ sso_session: 'demo', region: 'eu-west-1' });
      if (hasBotocore) expect(profilesOfBotocore(sandbox.config)).toContain('dev');
    },
  );

  it.each([
    `${profile('dev')}[profile dev]\n`,
    '\ufeff[profile a]\n',
    '[profile a]\rk = v\r',
    `${profile('dev')}k = v\n  [profile b]\n`,
    `${profile('dev')}sso_role_name = Other\n`,
  ])(
    'attack 11: a file with the text %j, which clients read differently, is refused with the line number and not changed',
    async (text) => {
      const sandbox = makeSandbox();
      sandbox.put(sandbox.config, text);
      const reply = await setUp(sandbox, [{}], { defaultRegion: 'eu-west-1' });
      expect(reply).toMatchObject({ ok: false, message: expect.stringMatching(/line \d/) });
      expect(['FILE_AMBIGUOUS', 'CLI_PROFILE_EXISTS']).toContain(reply.code);
      expect(sandbox.read(sandbox.config)).toBe(text);
    },
  );

  it('attack 11: a set-up keeps every byte of a file of 10 MB', async () => {
    const block = (index: number) => `[profile p-${index}]\n# ${'x'.repeat(900)}\nregion = eu-west-1\n\n`;
    const text = Array.from({ length: 11_000 }, (_, index) => block(index)).join('');
    const sandbox = makeSandbox();
    sandbox.put(sandbox.config, text);
    expect(await setUp(sandbox)).toMatchObject({ ok: true });
    expect(sandbox.read(sandbox.config)).toBe(`${text}${SESSION}\n${profile('dev')}`);
  });

  it('attack 25: the host uses the path in AWS_CONFIG_FILE, even with `~/` at its start, but refuses a relative path', async () => {
    const sandbox = makeSandbox();
    const ask = async (file: string) =>
      (await askOnce(sandbox, cliRequest(), { env: { AWS_CONFIG_FILE: file } })).reply;
    expect(await ask('~/elsewhere')).toMatchObject({ ok: true, counts: { added: 1 } });
    expect(sandbox.read(join(sandbox.home, 'elsewhere'))).toContain('[profile dev]');
    expect(await ask('elsewhere')).toMatchObject({ ok: false, code: 'PATH_INVALID' });
    expect(sandbox.names()).toEqual([]);
  });

  it('attack 12: a profile that a person made is never replaced, and no field of a request can change this', async () => {
    const text = '[profile dev]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = s\n';
    const sandbox = makeSandbox();
    sandbox.put(sandbox.config, text);
    expect(await setUp(sandbox)).toMatchObject({ ok: false, code: 'CLI_PROFILE_EXISTS' });
    expect(await setUp(sandbox, [{}], { replace: true })).toMatchObject({ ok: false, code: 'BAD_REQUEST' });
    expect(sandbox.read(sandbox.config)).toBe(text);
  });

  it('one reply has room for the results of 5,000 roles, and for 5,000 refusals', async () => {
    const sandbox = makeSandbox();
    const host = await Host.start(sandbox);
    const roles = Array.from({ length: 5000 }, (_, n) => ({
      name: `${'n'.repeat(120)}${n}`,
      accountId: `${100_000_000_000 + (n >> 2)}`,
      roleName: `R${n % 4}`,
    }));
    const planned = (await host.ask(cliRequest(roles, { whole: true, id: 0, dryRun: true }))) as CliReply;
    expect(planned).toMatchObject({ ok: true, counts: { added: 5000 } });
    expect(planned.changes.length + planned.more).toBe(5000);
    expect(planned.changes.length).toBeGreaterThan(500);
    const reply = (await host.ask(cliRequest(roles, { whole: true, id: 1 }))) as CliReply;
    expect(reply).toMatchObject({ ok: true, counts: { added: 5000 }, changes: [], more: 0 });
    const other = roles.map((role) => ({ ...role, roleName: `S${role.roleName}` }));
    const refused = (await host.ask(cliRequest(other, { id: 2, dryRun: true }))) as CliReply;
    expect(refused).toMatchObject({ ok: true, counts: { refused: 5000 }, refused: { length: 100 } });
    const { stdout } = await host.end();
    for (const each of readFrames(stdout))
      expect(Buffer.byteLength(JSON.stringify(each))).toBeLessThan(MAX_REPLY_BYTES);
    expect(sandbox.read(sandbox.config).match(/^\[profile /gm)).toHaveLength(5000);
  });
});
