import { describe, expect, it } from 'vitest';
import { MAX_REPLY_BYTES } from '#core/protocol/host-protocol.ts';
import { askOnce, type Reply } from './rig/host.ts';
import { CANARY, keysFor, PORTAL, writeRequest } from './rig/requests.ts';
import { makeSandbox, type Sandbox } from './rig/sandbox.ts';

const OTHER = 'https://other.awsapps.com/start';
const FOREIGN = '[mine]\naws_access_key_id = AKIAKEYFERRYEXAMPLE1\naws_secret_access_key = mineEXAMPLE\n';
const END = 1_900_000_000_000;

interface ListReply extends Reply {
  readonly profiles: { readonly name: string; readonly expiration: number | null }[];
  readonly more: number;
  readonly taken?: string[];
  readonly removed: string[];
}

const ask = async (sandbox: Sandbox, request: object) =>
  (await askOnce(sandbox, { v: 1, id: 5, ...request } as { id: number })).reply as ListReply;
const list = (sandbox: Sandbox) => ask(sandbox, { kind: 'list-profiles' });
const remove = (sandbox: Sandbox, names: readonly string[], more = {}) =>
  ask(sandbox, { kind: 'remove-profiles', names, ...more });

async function filled(): Promise<Sandbox> {
  const sandbox = makeSandbox();
  sandbox.put(sandbox.credentials, FOREIGN);
  const profiles = [
    { name: 'soon', expiration: END - 3_600_000 },
    { name: 'late', expiration: END, roleName: 'ReadOnly' },
  ];
  await askOnce(sandbox, writeRequest(profiles));
  await askOnce(sandbox, writeRequest([{ name: 'elsewhere', expiration: END + 1000 }], { portal: OTHER }));
  return sandbox;
}

describe('the built host lists and removes what Keyferry wrote', () => {
  it('lists names, roles, portals and expiry times, but no secret, and the latest expiry time comes first', async () => {
    const reply = await list(await filled());
    expect(reply).toEqual({
      v: 1,
      id: 5,
      ok: true,
      more: 0,
      taken: ['mine'],
      profiles: [
        { name: 'elsewhere', accountId: '111122223333', roleName: 'Admin', portal: OTHER, expiration: END + 1000 },
        { name: 'late', accountId: '111122223333', roleName: 'ReadOnly', portal: PORTAL, expiration: END },
        { name: 'soon', accountId: '111122223333', roleName: 'Admin', portal: PORTAL, expiration: END - 3_600_000 },
      ],
    });
    expect(JSON.stringify(reply)).not.toMatch(new RegExp(`${CANARY}|AKIA|ASIA`));
  });

  it('also lists the names of the profiles, in both AWS files, that new keys replace only if the person agrees', async () => {
    const sandbox = await filled();
    const config = [
      '[profile sso]\nsso_session = corp\n',
      '[profile settings]\nregion = eu-west-1\n',
      '[profile runs]\ncredential_process = /bin/x\n',
      '[profile "a b"]\nrole_arn = x\n',
    ];
    sandbox.put(sandbox.config, config.join(''));
    const { taken } = await list(sandbox);
    expect(taken).toEqual(['mine', 'sso', 'runs']);
  });

  it('lists nothing if the file is missing, and does not create the file', async () => {
    const sandbox = makeSandbox();
    expect(await list(sandbox)).toMatchObject({ ok: true, profiles: [], more: 0 });
    expect(() => sandbox.names()).toThrow('ENOENT');
  });

  it('attack 9: a section with a mark and a hostile name is not listed, and an invalid expiry time becomes null', async () => {
    const sandbox = makeSandbox();
    const keys = `aws_access_key_id = ${keysFor('0').accessKeyId}\nx_keyferry = 1 111122223333 Admin ${PORTAL}\n`;
    sandbox.put(sandbox.credentials, `[\u202eevil]\n${keys}[__proto__]\n${keys}[plain]\n${keys}`);
    const { profiles } = await list(sandbox);
    expect(profiles).toMatchObject([{ name: 'plain', expiration: null }]);
  });

  it('lists as many of 5,000 profiles as fit into the reply, and adds the number of the other profiles', async () => {
    const sandbox = makeSandbox();
    const section = (at: number) =>
      `[profile-with-a-rather-long-name-${at}]\naws_access_key_id = ASIAKEYFERRYEXAMPLE1\n` +
      `x_security_token_expires = ${new Date(END + at * 1000).toISOString()}\nx_keyferry = 1 111122223333 Admin ${PORTAL}\n`;
    sandbox.put(sandbox.credentials, Array.from({ length: 5000 }, (_, at) => section(at)).join(''));
    const reply = await list(sandbox);
    expect(Buffer.byteLength(JSON.stringify(reply))).toBeLessThan(MAX_REPLY_BYTES);
    expect(reply.profiles.length).toBeGreaterThan(1000);
    expect(reply.profiles.length + reply.more).toBe(5000);
    expect(reply.profiles[0]).toMatchObject({ expiration: END + 4_999_000 });
  });

  it('removes the profiles that a request names, and changes no other byte', async () => {
    const sandbox = await filled();
    expect(await remove(sandbox, ['soon', 'late'], { portal: PORTAL })).toMatchObject({ removed: ['soon', 'late'] });
    expect(sandbox.read().startsWith(FOREIGN)).toBe(true);
    expect((await list(sandbox)).profiles.map(({ name }) => name)).toEqual(['elsewhere']);
    expect(sandbox.names()).toEqual(['credentials']);
  });

  it.each([
    [['late', 'mine'], {}, 'PROFILE_FOREIGN'],
    [['late', 'elsewhere'], { portal: PORTAL }, 'PROFILE_FOREIGN'],
    [['late', 'gone'], {}, 'PROFILE_UNKNOWN'],
    [['late', 'a b'], {}, 'NAME_INVALID'],
    [[], {}, 'BAD_REQUEST'],
    [['late'], { file: '/etc/passwd' }, 'BAD_REQUEST'],
    [['late'], { portal: 'https://evil.example/start' }, 'BAD_REQUEST'],
  ])(
    'attack 12: a request to remove %j with the further fields %j is refused with %s and changes nothing',
    async (names, more, code) => {
      const sandbox = await filled();
      const before = sandbox.read();
      expect(await remove(sandbox, names, more)).toMatchObject({ ok: false, code });
      expect(sandbox.read()).toBe(before);
    },
  );
});

describe('the built host and a profile that gets its keys from another source', () => {
  it('replaces a credential_process profile only with `replace`, and then renews its keys without a question', async () => {
    const sandbox = makeSandbox();
    sandbox.put(sandbox.config, '[profile dev]\ncredential_process = /bin/keysEXAMPLE\n');
    const refused = (await askOnce(sandbox, writeRequest())).reply;
    expect(refused).toMatchObject({ code: 'PROFILE_EXISTS', message: expect.stringContaining('credential_process') });
    expect((await askOnce(sandbox, writeRequest([{}], { replace: true }))).reply).toMatchObject({ ok: true });
    expect((await askOnce(sandbox, writeRequest([{ mark: '1' }]))).reply).toMatchObject({ ok: true });
  });

  it('writes no region if the config file has a region, and lists this region if it differs from the requested region', async () => {
    const sandbox = makeSandbox();
    sandbox.put(sandbox.config, '[profile dev]\nregion = eu-west-1\n[profile same]\nregion = us-east-1\n');
    const named = ['dev', 'same', 'new'].map((name) => ({ name, region: 'us-east-1' }));
    const { reply } = await askOnce(sandbox, writeRequest(named));
    expect(reply).toMatchObject({ ok: true, keptRegions: [{ name: 'dev', region: 'eu-west-1', line: 1 }] });
    expect(
      sandbox
        .read()
        .split('[new]')
        .map((part) => part.includes('region')),
    ).toEqual([false, true]);
  });

  it('attack 12: asks the person again if the profile has changed since the first question to the person', async () => {
    const sandbox = makeSandbox();
    sandbox.put(sandbox.credentials, '[dev]\nregion = eu-west-1\n');
    const { seen } = (await askOnce(sandbox, writeRequest())).reply as { seen?: string };
    const later = '[dev]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = sEXAMPLE\n';
    sandbox.put(sandbox.credentials, later);
    const again = (await askOnce(sandbox, writeRequest([{}], { replace: true, seen }))).reply as { seen?: string };
    expect(again).toMatchObject({ code: 'PROFILE_EXISTS', message: expect.stringContaining('long-term keys') });
    expect(sandbox.read()).toBe(later);
    const answer = writeRequest([{}], { replace: true, seen: again.seen });
    expect((await askOnce(sandbox, answer)).reply).toMatchObject({ ok: true });
  });

  it('refuses to write keys under the name of an SSO profile, even with `replace`', async () => {
    const sandbox = makeSandbox();
    sandbox.put(sandbox.config, '[profile dev]\nsso_session = corp\n');
    for (const replace of [false, true]) {
      expect((await askOnce(sandbox, writeRequest([{}], { replace }))).reply).toMatchObject({
        code: 'PROFILE_SHADOWED',
      });
    }
  });
});
