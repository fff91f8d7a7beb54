import { describe, expect, it } from 'vitest';
import type { View } from '#core/protocol/messages.ts';
import { defaultSettings } from '#core/settings.ts';
import { hostileNames } from '../../../core/names/hostile-names.ts';
import { pass, useFakeClock } from '../fake-clock.ts';
import {
  announce,
  type FakeWorker,
  fakeWorker,
  goodHost,
  listedSession,
  options,
  popup,
  portalPage,
  until,
  viewOf,
} from '../fakes.ts';
import { credentials, fakePortal, json, type Reply, refused, startUrl } from '../portal-fake.ts';

useFakeClock();

const role = { accountId: '111122223333', roleName: 'Admin' };
const writes = ({ host }: FakeWorker) => host.frames.filter(({ kind }) => kind === 'write-profiles');

async function ready(reply?: () => Reply | undefined) {
  let serial = 0;
  const portal = fakePortal({
    '/federation': () => reply?.() ?? json({ roleCredentials: credentials(++serial) }),
  });
  const worker = fakeWorker(portal);
  const session = await listedSession(worker);
  const fetched = () => portal.paths().filter((path) => path === '/federation/credentials').length;
  const write = (name: string, replace = false, to: Pick<FakeWorker, 'send'> = worker) =>
    to.send(popup, 'popup/write-profile', { session, ...role, name, replace });
  return { worker, portal, session, fetched, write };
}

const asks = (code: string) => (frame: Record<string, unknown>) =>
  frame.kind === 'write-profiles' && frame.replace === false
    ? { ok: false, code, message: `${code} asks.` }
    : goodHost(frame);

describe('one click on Write profile', () => {
  it('sends one request to the portal and one message to the host', async () => {
    const { worker, portal, write } = await ready();
    const before = portal.asked.length;
    const answer = await write('team-a-admin');
    expect(answer).toEqual({ ok: true, value: { name: 'team-a-admin', expiration: expect.any(Number) } });
    expect(portal.paths().slice(before)).toEqual(['/federation/credentials']);
    expect(writes(worker)).toHaveLength(1);
    expect(writes(worker)[0]).toMatchObject({
      v: 1,
      kind: 'write-profiles',
      portal: startUrl,
      replace: false,
      profiles: [{ name: 'team-a-admin', ...role, credentials: { accessKeyId: 'ASIAKEYFERRYEXAMPLE1' } }],
    });
    expect(writes(worker)[0]?.profiles).not.toMatchObject([{ region: expect.anything() }]);
    expect(JSON.stringify(answer)).not.toMatch(/CANARY|ASIA/);
  });

  it('shows a note if the config file keeps another region than the region that the user chose for the account', async () => {
    const { worker, session, write } = await ready();
    const kept = [{ name: 'dev', region: 'eu-west-1', line: 4 }];
    worker.host.answer = (frame) =>
      frame.kind === 'write-profiles' ? { ...goodHost(frame), keptRegions: kept } : goodHost(frame);
    expect(await write('dev')).toEqual({ ok: true, value: { name: 'dev', expiration: expect.any(Number) } });
    const wish = { label: '', production: false, region: 'us-east-1', names: '' };
    await worker.send(popup, 'popup/customise-account', { session, accountId: role.accountId, wish });
    const note =
      'The profile dev keeps the region eu-west-1 of your config file (line 4). Your choice us-east-1 was not written. To use it, change the config file.';
    expect(await write('dev')).toMatchObject({ ok: true, value: { notes: [note] } });
  });

  it('writes the default region if the user set one', async () => {
    const { worker, write } = await ready();
    const settings = {
      ...defaultSettings,
      defaultRegion: 'eu-north-1',
      nameTemplate: '{role}',
      keepIndexAfterSignOut: false,
      notifyBeforeExpiry: false,
    };
    await worker.send(options, 'options/set-settings', { settings });
    await write('p');
    expect(writes(worker)[0]).toMatchObject({ profiles: [{ region: 'eu-north-1' }] });
  });

  it('attack 9: sends nothing to the portal or the host if the profile name is invalid', async () => {
    const { worker, write, fetched } = await ready();
    for (const name of hostileNames) {
      expect(await write(name), JSON.stringify(name.slice(0, 40))).toMatchObject({ ok: false, code: 'NAME_INVALID' });
    }
    expect(fetched()).toBe(0);
    expect(writes(worker)).toEqual([]);
  });

  it.each(['PROFILE_EXISTS', 'PROFILE_DEFAULT'])(
    'writes the fetched keys after the user confirms the host’s question %s, without a second request for keys',
    async (code) => {
      const { worker, write, fetched } = await ready();
      worker.host.answer = asks(code);
      expect(await write('p')).toMatchObject({ ok: false, code, message: `${code} asks.` });
      expect(await write('p', true)).toMatchObject({ ok: true });
      expect(fetched()).toBe(1);
      expect(writes(worker).map(({ replace }) => replace)).toEqual([false, true]);
      // The first confirmed write used the keys in memory. So the next confirmed write fetches new keys.
      expect(await write('p', true)).toMatchObject({ ok: true });
      expect(fetched()).toBe(2);
    },
  );

  it('keeps the fetched keys for only one minute while the user has not answered the host’s question', async () => {
    const { worker, write, fetched } = await ready();
    worker.host.answer = asks('PROFILE_EXISTS');
    await write('p');
    await pass(61_000);
    expect(await write('p', true)).toMatchObject({ ok: true });
    expect(fetched()).toBe(2);
  });

  it('attack 12: needs a confirmation of exactly the host’s question; if the host asks a second question, the user confirms again', async () => {
    const { worker, session, write, fetched } = await ready();
    const [first, second] = ['1', '2'].map((digit) => digit.repeat(32));
    worker.host.answer = (frame) => {
      if (frame.kind !== 'write-profiles' || frame.seen === second) return goodHost(frame);
      return { ok: false, code: 'PROFILE_EXISTS', message: 'asks.', seen: frame.replace ? second : first };
    };
    const confirm = (seen: string | undefined) =>
      worker.send(popup, 'popup/write-profile', { session, ...role, name: 'p', replace: true, seen });
    expect(await write('p')).toEqual({ ok: false, code: 'PROFILE_EXISTS', message: 'asks.', seen: first });
    expect(await confirm(first)).toMatchObject({ ok: false, seen: second });
    expect(await confirm(second)).toMatchObject({ ok: true });
    expect(writes(worker).map(({ seen }) => seen)).toEqual([undefined, first, second]);
    expect(fetched()).toBe(1);
  });

  it('leaves no keys in memory if the session ends before the user answers the host’s question', async () => {
    const { worker, write, fetched } = await ready();
    worker.host.answer = asks('PROFILE_EXISTS');
    await write('p');
    await worker.send(portalPage(), 'portal/signed-out');
    await announce(worker);
    expect(await write('p', true)).toMatchObject({ ok: true });
    expect(fetched()).toBe(2);
  });

  it('sends nothing to the portal when the host is missing', async () => {
    const { worker, write, fetched } = await ready();
    worker.host.connectNative = () => {
      throw new Error('Specified native messaging host not found.');
    };
    worker.host.drop('Native host has exited.');
    expect(await write('p')).toMatchObject({ ok: false, code: 'HOST_MISSING' });
    expect(fetched()).toBe(0);
  });

  it('is not needed to copy credentials; the user can copy credentials even without a host', async () => {
    const { worker, session } = await ready();
    worker.host.drop('Specified native messaging host not found.');
    const before = worker.host.frames.length;
    const answer = await worker.send(popup, 'popup/get-credentials', { session, ...role });
    expect(answer).toMatchObject({ ok: true, value: { accessKeyId: 'ASIAKEYFERRYEXAMPLE1' } });
    expect(worker.host.frames).toHaveLength(before);
  });

  it('attack 8: writes nothing if the worker stops before it has the keys, and writes the profile after the next click', async () => {
    let answer = (_: Response) => {};
    let first = true;
    const { worker, write, fetched } = await ready(() =>
      first ? new Promise((resolve) => (answer = resolve)) : undefined,
    );
    void write('p');
    await until(() => fetched() === 1);
    first = false;
    const again = worker.restart();
    answer(json({ roleCredentials: credentials() }));
    await pass(20);
    expect(writes(worker)).toEqual([]);
    expect(await write('p', false, again)).toMatchObject({ ok: true });
    expect(writes(worker)).toHaveLength(1);
  });

  it('attack 8: causes a second request for the keys if the worker stopped before the user answered the host’s question', async () => {
    const { worker, write, fetched } = await ready();
    worker.host.answer = asks('PROFILE_EXISTS');
    await write('p');
    expect(await write('p', true, worker.restart())).toMatchObject({ ok: true });
    expect(fetched()).toBe(2);
  });

  it('attack 8: writes nothing if the user signs out before the fetched keys are written', async () => {
    let answer = (_: Response) => {};
    const { worker, write, fetched } = await ready(() => new Promise((resolve) => (answer = resolve)));
    const click = write('p');
    await until(() => fetched() === 1);
    await worker.send(portalPage(), 'portal/signed-out');
    answer(json({ roleCredentials: credentials() }));
    expect(await click).toMatchObject({ ok: false, code: 'SESSION_CHANGED' });
    expect(writes(worker)).toEqual([]);
  });

  it('attack 8: writes nothing if the user signs out before the host has started, although the keys were fetched', async () => {
    const portal = fakePortal();
    const worker = fakeWorker(portal);
    worker.host.answer = (frame) => (frame.kind === 'hello' ? null : goodHost(frame));
    await announce(worker);
    const { value } = await worker.send(popup, 'popup/use-portal', { session: viewOf(worker).sessions[0]?.key });
    // The host's port stays open after the user signs out at the first portal, because there is a session at the second
    // portal.
    await announce(worker, { url: 'https://other.awsapps.com/start', token: 'OTHERTOKENEXAMPLE' });
    const wish = { session: (value as View).current, ...role, name: 'p', replace: false };
    const click = worker.send(popup, 'popup/write-profile', wish);
    await until(() => portal.paths().includes('/federation/credentials'));
    await pass(20);
    await worker.send(portalPage(), 'portal/signed-out');
    worker.host.say({ v: 1, id: 1, ok: true, version: '1', protocol: 1 });
    expect(await click).toMatchObject({ ok: false, code: 'SESSION_CHANGED' });
    expect(writes(worker)).toEqual([]);
  });

  it.each([
    ['UnauthorizedException', 401, 'SESSION_EXPIRED'],
    ['ForbiddenException', 403, 'NO_ACCESS'],
    ['ResourceNotFoundException', 404, 'ROLE_GONE'],
    ['TooManyRequestsException', 429, 'THROTTLED'],
  ])(
    'attack 37: writes nothing after the portal’s error %s, and the user gets the reason',
    async (name, status, code) => {
      const { worker, write, fetched } = await ready(() => refused(name, status));
      expect(await write('p')).toMatchObject({ ok: false, code });
      expect(fetched()).toBe(1);
      expect(writes(worker)).toEqual([]);
    },
  );

  it('fails with ACCESS_WITHHELD, not with a network error, if the browser does not let Keyferry access the portal', async () => {
    const { worker, write } = await ready(() => Promise.reject(new TypeError('network')));
    expect(await write('p')).toMatchObject({ code: 'OFFLINE' });
    worker.withheld.add('https://portal.sso.eu-west-1.amazonaws.com/*');
    const answer = await write('p');
    expect(answer).toMatchObject({ code: 'ACCESS_WITHHELD' });
    expect(answer.message).toContain('https://portal.sso.eu-west-1.amazonaws.com.');
  });
});
