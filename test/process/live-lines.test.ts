import { connect, type Socket } from 'node:net';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  ACCOUNT,
  askKeys,
  type Frame,
  hasSecret,
  keysReply,
  LiveHost,
  OTHER_INSTALLATION,
  putLiveProfiles,
  refusal,
  sendBytes,
  sendLine,
  socketOf,
} from './rig/live-host.ts';
import { makeSandbox, type Sandbox } from './rig/sandbox.ts';

let sandbox: Sandbox;
let host: LiveHost;
let path = '';
beforeEach(async () => {
  sandbox = makeSandbox();
  putLiveProfiles(sandbox);
  host = await LiveHost.serving(sandbox);
  path = socketOf(sandbox, host);
});

const line = (fields: object): string => `${JSON.stringify({ v: 1, op: 'credentials', profile: 'dev', ...fields })}\n`;
const SET_UP = { op: 'set-up', portal: 'demo', accountId: ACCOUNT, roleName: 'Admin' };
const answerTo = async (bytes: string | Buffer): Promise<Frame> => JSON.parse(await sendBytes(path, bytes));

/** Opens a connection. It stays open until the test closes it. */
async function open(): Promise<Socket> {
  const socket = connect(path);
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  return socket;
}

describe('a request line of a client', () => {
  it.each([
    ['with an unknown key', line({ extra: 1 })],
    ['with a role', line({ roleName: 'Admin' })],
    ['with an account', line({ accountId: ACCOUNT })],
    ['with a URL', line({ portal: 'https://evil.example/start' })],
    ['with an unknown key in the client', line({ client: { program: 'aws', user: 'root' } })],
    ['with the result of a check', line({ client: { isVerified: true } })],
    ['with an inherited key', '{"v":1,"op":"credentials","profile":"dev","__proto__":{}}\n'],
    ['without a profile', line({ profile: undefined })],
    ['with a number for the profile', line({ profile: 1 })],
    ['with a profile that is too long', line({ profile: 'x'.repeat(129) })],
    ['without an operation', line({ op: undefined })],
    ['with an unknown operation', line({ op: 'open' })],
    ['with an inherited name as operation', line({ op: 'constructor' })],
    ['of another version', line({ v: 2 })],
    ['with a profile in another operation', line({ op: 'lock' })],
    ['to renew one profile that is no list', line({ op: 'renew', profile: undefined, profiles: 'dev' })],
    ['to renew nothing', line({ op: 'renew', profile: undefined, profiles: [] })],
    ['to renew too many', line({ op: 'renew', profile: undefined, profiles: Array(17).fill('dev') })],
    ['to renew with a role', line({ op: 'renew', profile: undefined, profiles: ['dev'], roleName: 'Admin' })],
    ['to forget a portal', line({ op: 'forget', portal: 'demo' })],
    ['to forget a name that is too long', line({ op: 'forget', profile: 'x'.repeat(129) })],
    ['to set up without a role', line({ ...SET_UP, roleName: undefined })],
    ['to set up a role with a line break', line({ ...SET_UP, roleName: 'Admin\nx' })],
    ['to set up an account that is no id', line({ ...SET_UP, accountId: '1111' })],
    ['to set up with the name of an account', line({ ...SET_UP, accountName: 'Trusted' })],
    ['to set up with a grant', line({ ...SET_UP, grant: 'always' })],
    ['to set up with a region', line({ ...SET_UP, region: 'eu-west-1' })],
    ['to set up with a URL', line({ ...SET_UP, url: 'https://evil.example/start' })],
    ['for a login that names a profile', line({ op: 'login' })],
    ['for a login with a URL to open', line({ op: 'login', profile: undefined, url: 'https://evil.example/' })],
    ['for a login with a time to wait', line({ op: 'login', profile: undefined, wait: 1 })],
    ['for a login with an empty portal', line({ op: 'login', profile: undefined, portal: '' })],
    ['for a login with a list of portals', line({ op: 'login', profile: undefined, portal: ['demo'] })],
    ['for the console without a profile', line({ op: 'console', profile: undefined })],
    ['for the console with a URL to open', line({ op: 'console', url: 'https://evil.example/' })],
    ['for the console with a page', line({ op: 'console', page: 's3/home' })],
    ['for the console with a role', line({ op: 'console', accountId: ACCOUNT, roleName: 'Admin' })],
    ['for the console in a region that is no region', line({ op: 'console', region: 'x/../y' })],
    ['for a link with a URL', line({ op: 'console-link', destination: 'https://evil.example/' })],
    ['that is a list', '[]\n'],
    ['that is text', 'GET / HTTP/1.1\r\n'],
    ['that is empty', '\n'],
    ['that is not UTF-8', Buffer.from([0x7b, 0xff, 0x7d, 10])],
  ])('%s is refused, and the browser is not asked', async (_, bytes) => {
    expect(await answerTo(bytes)).toMatchObject({ v: 1, ok: false, code: 'LIVE_LINE' });
    expect(host.requests).toEqual([]);
    expect(await askKeys(path)).toMatchObject({ ok: true });
  });

  it('is read if it has 4 KiB, and refused if it has one byte more', async () => {
    const padded = (bytes: number) => {
      const empty = line({ client: {} }).length - 1;
      return `${' '.repeat(bytes - empty)}${line({ client: {} })}`;
    };
    expect(await answerTo(padded(4096))).toMatchObject({ ok: true });
    expect(await answerTo(padded(4097))).toMatchObject({ code: 'LIVE_LINE', message: expect.stringMatching('4 KiB') });
    expect(await answerTo('x'.repeat(4097))).toMatchObject({ code: 'LIVE_LINE' });
    expect(host.ofKind('live-credentials')).toHaveLength(1);
  });

  it('is refused if a second line follows on the same connection', async () => {
    expect(await answerTo(line({}) + line({}))).toMatchObject({
      code: 'LIVE_LINE',
      message: expect.stringMatching('one'),
    });
    expect(host.requests).toEqual([]);
  });

  it('is cancelled if a second line comes on the same connection before the host has answered the first line', async () => {
    host.respond = (request) => (request.kind === 'live-cancel' ? { ok: true } : null);
    const socket = await open();
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk;
    });
    socket.write(line({}));
    const { ticket } = await host.request('live-credentials');
    socket.write(line({}));
    expect(await host.request('live-cancel')).toMatchObject({ ticket });
    await expect.poll(() => text).toContain('LIVE_LINE');
    socket.destroy();
  });

  it('that is incomplete at the end of the connection has no effect, and the host still answers other clients', async () => {
    const socket = await open();
    socket.end('{"v":1,"op":"cred');
    await new Promise((resolve) => socket.once('close', resolve).resume());
    expect(host.requests).toEqual([]);
    expect(await askKeys(path)).toMatchObject({ ok: true });
  });

  it('is refused if it is not complete after 10 s, even if the client still sends bytes', async () => {
    const socket = await open();
    let text = '';
    const began = performance.now();
    // After 8 s, the test writes nothing more. If it wrote to a connection that the host had closed, it would get an
    // error instead of the host's answer.
    const slowly = setInterval(() => performance.now() - began < 8000 && socket.write('{'), 2000);
    socket.on('data', (chunk) => {
      text += chunk;
    });
    await new Promise((resolve) => socket.once('close', resolve).on('error', () => {}));
    clearInterval(slowly);
    expect(text).toContain('no complete line came within 10 s');
  });

  it('attack 38: for a profile that the host has not recorded is refused, and the browser is not asked', async () => {
    for (const name of ['prod', 'constructor', '__proto__', '../dev', 'dev ']) {
      expect(await askKeys(path, name)).toMatchObject({ ok: false, code: 'LIVE_NOT_MINE' });
    }
    expect(host.requests).toEqual([]);
  });

  it.each([
    [
      'whose mark names another role',
      '[profile dev]\nx_keyferry = 1 111122223333 Other https://demo.awsapps.com/start\n',
    ],
    ['without a mark', '[profile dev]\nregion = eu-west-1\n'],
    ['that was renamed by hand', '[profile dev2]\nx_keyferry = 1 111122223333 Admin https://demo.awsapps.com/start\n'],
    [
      'that is in the file twice',
      '[profile dev]\nx_keyferry = 1 111122223333 Admin https://demo.awsapps.com/start\n'.repeat(2),
    ],
    ['in a file that is gone', ''],
  ])('attack 38: for a profile with a section %s is refused, and the browser is not asked', async (_, text) => {
    expect(await askKeys(path)).toMatchObject({ ok: true });
    sandbox.put(sandbox.config, text);
    expect(await askKeys(path)).toMatchObject({ ok: false, code: 'LIVE_NOT_SET_UP' });
    expect(host.ofKind('live-credentials')).toHaveLength(1);
  });
});

describe('the host and the operations that clients request', () => {
  const status = {
    portals: [{ label: 'demo', isSignedIn: true, endsAt: null }],
    isLocked: false,
    profiles: [{ name: 'dev', grant: 'session', isPaused: false, usedAt: null }],
    more: 0,
    questions: 1,
  };

  it('`status` answers with the status that the extension sends', async () => {
    host.respond = () => ({ ok: true, ...status });
    expect(await sendLine(path, { op: 'status' })).toEqual({ v: 1, ok: true, ...status });
    expect(host.requests).toMatchObject([{ kind: 'live-status' }]);
  });

  it('`status` leaves out profiles that do not fit into its answer, and adds the number of these profiles', async () => {
    const profiles = Array.from({ length: 900 }, (_, nth) => ({ ...status.profiles[0], name: `profile-${nth}` }));
    host.respond = () => ({ ok: true, ...status, profiles, more: 5 });
    const answer = await sendBytes(path, '{"v":1,"op":"status"}\n');
    expect(answer.length).toBeLessThanOrEqual(8000);
    const { profiles: kept, more } = JSON.parse(answer);
    expect(kept.length).toBeGreaterThan(50);
    expect(more + kept.length).toBe(905);
  });

  it('`lock` asks the extension to lock itself, and its answer has no keys', async () => {
    expect(await sendLine(path, { op: 'lock', client: { program: 'aws' } })).toEqual({ v: 1, ok: true });
    expect(host.requests).toMatchObject([{ kind: 'live-lock' }]);
  });

  it('`renew` answers only with expiry times and sentences, even if the extension sends keys', async () => {
    const failed = [{ name: 'b', code: 'NO_ACCESS', message: 'word '.repeat(90), secretAccessKey: 'KEYFERRYCANARY' }];
    host.respond = () => ({
      ok: true,
      renewed: [{ name: 'a', expiration: 5, sessionToken: 'KEYFERRYCANARY' }],
      failed,
    });
    const answer = await sendLine(path, { op: 'renew', profiles: ['a', 'b'] });
    expect(answer).toEqual({
      ...{ v: 1, ok: true, renewed: [{ name: 'a', expiration: 5 }] },
      failed: [{ name: 'b', code: 'NO_ACCESS', message: 'word '.repeat(56) }],
    });
    expect(host.requests).toMatchObject([{ kind: 'live-renew', profiles: ['a', 'b'] }]);
  });

  it('the answer to `renew` has room for 16 profiles with the longest names and sentences', async () => {
    const names = Array.from({ length: 16 }, (_, nth) => `${nth}`.padStart(128, 'n'));
    const failed = names.map((name) => ({ name, code: 'PROFILE_OF_OTHER_USER', message: 'm'.repeat(900) }));
    host.respond = () => ({ ok: true, renewed: [], failed });
    expect(await sendLine(path, { op: 'renew', profiles: names })).toMatchObject({ ok: true, failed: { length: 16 } });
  });

  it('`forget` asks the extension to forget a profile, even a profile that the host has not recorded', async () => {
    expect(await sendLine(path, { op: 'forget', profile: 'gone' })).toEqual({ v: 1, ok: true });
    expect(await sendLine(path, { op: 'forget' })).toEqual({ v: 1, ok: true });
    expect(host.requests).toMatchObject([{ kind: 'live-forget', profile: 'gone' }, { kind: 'live-forget' }]);
  });

  it('`set-up` sends the role and the asking program to the extension, and answers only with the name of the profile', async () => {
    host.respond = () => ({ ok: true, name: 'dev', credentials: { secretAccessKey: 'KEYFERRYCANARY' } });
    const line = { ...SET_UP, profile: 'dev', client: { program: 'zsh', agent: 'AGENT' } };
    expect(await sendLine(path, line)).toEqual({ v: 1, ok: true, name: 'dev' });
    const { op: _, ...role } = { ...SET_UP, profile: 'dev' };
    expect(host.requests).toMatchObject([
      { kind: 'live-set-up', ...role, client: { program: 'zsh', agent: 'AGENT', isVerified: false } },
    ]);
  });

  it('the host answers a request for keys while several slow `renew` requests are open', async () => {
    host.respond = (request) => (request.kind === 'live-renew' ? null : { ok: true, ...keysReply() });
    const slow = Array.from({ length: 6 }, (_, nth) => sendLine(path, { op: 'renew', profiles: [`p${nth}`] }));
    const refused = await Promise.race(slow);
    expect(refused).toMatchObject({ ok: false, code: 'LIVE_BUSY' });
    expect(await askKeys(path)).toMatchObject({ ok: true });
    expect(host.ofKind('live-renew').length).toBeLessThanOrEqual(4);
  });

  it('`login` sends the unchanged name of the portal to the extension, and answers only with the fields of a session', async () => {
    const session = { label: 'demo', endsAt: 5, wasSignedIn: true };
    host.respond = () => ({ ok: true, ...session, ...keysReply() });
    const wanted = 'https://evil.example/\u001b[2J';
    expect(await sendLine(path, { op: 'login', portal: wanted })).toEqual({ v: 1, ok: true, ...session });
    expect(host.requests).toMatchObject([{ kind: 'live-login', portal: wanted }]);
    expect(Object.keys(host.requests[0] ?? {}).sort()).toEqual(['id', 'kind', 'portal', 'ticket', 'v']);
  });

  it('equal `login` operations of several clients cause one request; the host cancels the request when the last client closes its connection', async () => {
    host.respond = ({ kind }) => (kind === 'live-login' ? null : { ok: true });
    const clients = [await open(), await open()];
    for (const client of clients) client.write('{"v":1,"op":"login","portal":"demo"}\n');
    const { ticket } = await host.request('live-login');
    clients[0]?.destroy();
    // The host handles its clients' events in order. So when it answers this line, it has already noticed that a client
    // closed its connection.
    expect(await sendLine(path, { op: 'lock' })).toMatchObject({ ok: true });
    expect(host.ofKind('live-cancel')).toEqual([]);
    clients[1]?.destroy();
    expect(await host.request('live-cancel')).toMatchObject({ ticket });
    expect(host.ofKind('live-login')).toHaveLength(1);
  });

  it.each([
    ['console', true, {}],
    ['console-link', false, { link: 'https://demo.awsapps.com/start/#/console?x' }],
  ])('%s sends the name of the profile to the extension, and its answer has no keys', async (op, opens, answer) => {
    host.respond = () => ({ ok: true, link: 'https://demo.awsapps.com/start/#/console?x', ...keysReply() });
    const asked = { op, profile: 'dev', service: 's3', region: 'eu-west-1', client: { program: 'make' } };
    expect(await sendLine(path, asked)).toEqual({ v: 1, ok: true, ...answer });
    expect(host.requests).toMatchObject([{ kind: 'live-console', profile: 'dev', service: 's3', opens }]);
  });

  it.each(['console', 'console-link'])(
    '`%s` does not ask the extension if the profile belongs to another browser or role',
    async (op) => {
      putLiveProfiles(sandbox, [{ installation: OTHER_INSTALLATION }]);
      expect(await sendLine(path, { op, profile: 'dev' })).toMatchObject({ code: 'LIVE_NOT_MINE' });
      putLiveProfiles(sandbox);
      sandbox.put(sandbox.config, `[profile dev]\nx_keyferry = 1 ${ACCOUNT} Other https://demo.awsapps.com/start\n`);
      expect(await sendLine(path, { op, profile: 'dev' })).toMatchObject({ code: 'LIVE_NOT_SET_UP' });
      expect(host.requests).toEqual([]);
    },
  );

  it('`credentials` answers with exactly the fields of the protocol', async () => {
    const answer = await askKeys(path);
    expect(Object.keys(answer).sort()).toEqual(
      ['accessKeyId', 'accountId', 'expiration', 'ok', 'secretAccessKey', 'sessionToken', 'v'].sort(),
    );
  });

  it('if the extension refuses a request, the host passes the code and the sentence of the refusal on to the client', async () => {
    host.respond = () => refusal('LIVE_REFUSED', 'Not now.');
    expect(await askKeys(path)).toEqual({ v: 1, ok: false, code: 'LIVE_REFUSED', message: 'Not now.' });
  });

  it.each([
    ['wrong keys', { ok: true, accountId: ACCOUNT, credentials: { accessKeyId: 'KEYFERRYCANARY\n' } }],
    ['no account', { ok: true, credentials: {} }],
  ])('attack 64: the host passes no part of a reply with %s on to the client', async (_, reply) => {
    host.respond = () => reply;
    const answer = await askKeys(path);
    expect(answer).toMatchObject({ ok: false, code: 'INTERNAL' });
    expect(hasSecret(JSON.stringify(answer))).toBe(false);
  });

  it('attack 64: the host ignores replies that belong to no request of the host, and never answers these replies', async () => {
    for (const id of [1, 2, 77]) {
      host.write({ v: 1, id, ok: true, accountId: ACCOUNT });
      host.write({ v: 1, id, ok: false, code: 'BAD_FRAME', message: 'x' });
    }
    // This answer shows that the host has read all frames above. The host sends its own request with the id 1 only
    // after that.
    await host.ask({ kind: 'hello' });
    expect(await askKeys(path)).toMatchObject({ ok: true });
    expect(host.replies).toHaveLength(2);
    expect(host.requests).toHaveLength(1);
  });
});
