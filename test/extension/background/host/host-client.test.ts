import { describe, expect, it } from 'vitest';
import { sentenceFor } from '#core/errors.ts';
import type { HostView } from '#core/protocol/messages.ts';
import { createNativeClient } from '../../../../extension/background/host/host-client.ts';
import { noNodeFrame } from '../../../../install-scripts/no-node-reply.ts';
import { fakeHost, goodHost, until } from '../fakes.ts';

const profile = {
  name: 'p',
  accountId: '111122223333',
  roleName: 'Admin',
  credentials: { accessKeyId: 'ASIAKEYFERRYEXAMPLE1', secretAccessKey: 'x', sessionToken: 'y', expiration: 1 },
};
const body = { profiles: [profile], portal: 'https://demo.awsapps.com/start', replace: false };

function client(host = fakeHost()) {
  const views: HostView[] = [];
  const timers = new Set<{ task: () => void; ms: number }>();
  const later = (task: () => void, ms: number) => {
    const timer = { task, ms };
    timers.add(timer);
    return () => timers.delete(timer);
  };
  const fire = (ms: number) => {
    for (const timer of [...timers]) {
      if (timer.ms === ms && timers.delete(timer)) timer.task();
    }
  };
  const native = createNativeClient({ runtime: host, later, changed: (view) => views.push(view) });
  return { native, host, views, fire, timers };
}

describe('the extension’s connection to the native host', () => {
  it('opens one port, sends the `hello` message first, and shows that the host is ready', async () => {
    const { native, host, views } = client();
    await Promise.all([native.connect(), native.connect(), native.request('write-profiles', body)]);
    expect(host.opened).toBe(1);
    expect(host.frames.map(({ v, id, kind }) => [v, id, kind])).toEqual([
      [1, 1, 'hello'],
      [1, 2, 'write-profiles'],
    ]);
    expect(views.map(({ state }) => state)).toEqual(['connecting', 'ready']);
    expect(native.view()).toEqual({ state: 'ready', version: '1.2.3' });
  });

  it.each([
    ['Specified native messaging host not found.', 'HOST_MISSING'],
    ['No such native application com.keyferry.host', 'HOST_MISSING'],
    ['Failed to start native messaging host.', 'HOST_MISSING'],
    ['Access to the specified native messaging host is forbidden.', 'HOST_FORBIDDEN'],
    ['Native host has exited.', 'HOST_EXITED'],
    ['Error when communicating with the native messaging host.', 'HOST_EXITED'],
    [undefined, 'HOST_EXITED'],
  ])('turns the browser’s error text “%s” into the error %s', async (reason, code) => {
    const host = fakeHost(() => null);
    const { native } = client(host);
    const asked = native.request('write-profiles', body);
    host.drop(reason);
    await expect(asked).rejects.toMatchObject({ code });
    expect(native.view()).toMatchObject({ state: 'failed', error: { ok: false, code } });
  });

  it('attack 27: shows that the host’s start script found no Node.js, even after the start script has ended', async () => {
    const { id: _, ...reply } = JSON.parse(noNodeFrame().subarray(4).toString());
    const { native, host } = client(fakeHost(() => reply));
    await expect(native.request('write-profiles', body)).rejects.toMatchObject({ code: 'HOST_NO_NODE' });
    host.drop('Native host has exited.');
    expect(native.view()).toEqual({
      state: 'failed',
      error: { ok: false, code: 'HOST_NO_NODE', message: sentenceFor('HOST_NO_NODE') },
    });
  });

  it('reports that the host is missing if the browser throws an error instead of opening the port', async () => {
    const host = fakeHost();
    host.connectNative = () => {
      throw new TypeError('browser.runtime.connectNative is not a function');
    };
    const { native } = client(host);
    await expect(native.connect()).rejects.toMatchObject({ code: 'HOST_MISSING' });
  });

  it('can connect again after a failure', async () => {
    const host = fakeHost(() => null);
    const { native } = client(host);
    const asked = native.connect();
    host.drop('Specified native messaging host not found.');
    await expect(asked).rejects.toMatchObject({ code: 'HOST_MISSING' });
    host.answer = goodHost;
    await native.connect();
    expect(native.view().state).toBe('ready');
  });

  it.each<[Record<string, unknown>, string]>([
    [{ ok: true, version: '0.1', protocol: 0 }, 'HOST_OLD'],
    [{ ok: true, version: '9', protocol: 2 }, 'HOST_NEW'],
    [{ ok: false, code: 'VERSION', message: 'x', v: 2 }, 'HOST_NEW'],
    [{ ok: false, code: 'VERSION', message: 'x', v: 0 }, 'HOST_OLD'],
    [{ ok: false, code: 'UNKNOWN_KIND', message: 'x' }, 'HOST_OLD'],
    [{ ok: true }, 'INTERNAL'],
  ])('attack 17: turns the host’s reply %j to the `hello` message into the error %s', async (reply, code) => {
    const { native, host } = client(fakeHost(() => reply));
    await expect(native.request('write-profiles', body)).rejects.toMatchObject({ code });
    expect(host.frames).toHaveLength(1);
    expect(native.view()).toMatchObject({ state: 'failed', error: { code } });
  });

  it('closes the port if the host does not answer the `hello` message within 5 s, and can open the port again later', async () => {
    const host = fakeHost(() => null);
    const { native, fire, timers } = client(host);
    const asked = native.request('write-profiles', body);
    expect([...timers].map(({ ms }) => ms).sort()).toEqual([5000, 60_000]);
    fire(5000);
    await expect(asked).rejects.toMatchObject({ code: 'HOST_TIMEOUT', params: { seconds: 5 } });
    expect(host.closed).toBe(1);
    expect(host.frames.map(({ kind }) => kind)).toEqual(['hello']);
    expect(native.view()).toMatchObject({ state: 'failed', error: { code: 'HOST_TIMEOUT' } });
    host.answer = goodHost;
    await native.connect();
    expect(host.opened).toBe(2);
  });

  it.each([
    { v: 1, id: 1, kind: 'unheard-of' },
    { v: 1, id: 2, kind: '__proto__' },
  ])('refuses the host’s unknown request %j and continues to work', async (request) => {
    const { native, host } = client();
    await native.connect();
    host.say(request);
    await until(() => host.replies.length === 1);
    expect(host.replies[0]).toMatchObject({ v: 1, id: request.id, ok: false, code: 'UNKNOWN_KIND' });
    expect(await native.request('write-profiles', body)).toMatchObject({ written: ['p'] });
  });

  it('understands every reply of host version 0.9.0', async () => {
    const replies: Record<string, string> = {
      hello: '{"v":1,"id":1,"ok":true,"version":"0.9.0","protocol":1}',
      'write-profiles': '{"v":1,"id":2,"ok":true,"written":["p"],"file":"credentials","warnings":["It is long."]}',
      'list-profiles':
        '{"v":1,"id":3,"ok":true,"profiles":[{"name":"p","accountId":"111122223333","roleName":"Admin","portal":"https://demo.awsapps.com/start","expiration":null}],"more":0}',
      'remove-profiles': '{"v":1,"id":4,"ok":true,"removed":["p"]}',
      'forget-lists': '{"v":1,"id":5,"ok":false,"code":"UNKNOWN_KIND","message":"Update it."}',
    };
    const { native, host } = client(fakeHost(({ kind }) => JSON.parse(replies[String(kind)] ?? 'null')));
    expect(await native.request('write-profiles', body)).toEqual({
      written: ['p'],
      file: 'credentials',
      warnings: ['It is long.'],
    });
    expect(await native.request('list-profiles', {})).toMatchObject({ profiles: [{ name: 'p' }], more: 0 });
    expect(await native.request('remove-profiles', { names: ['p'] })).toEqual({ removed: ['p'] });
    await expect(native.request('forget-lists', {})).rejects.toMatchObject({ code: 'HOST_OLD' });
    // An older host expects only requests. It would answer every other frame with a refusal, so the extension must send
    // no replies to this host.
    expect(host.frames.every((frame) => !('ok' in frame))).toBe(true);
    expect(native.view()).toEqual({ state: 'ready', version: '0.9.0' });
  });

  it('shows the host’s own error text when the host refuses a request', async () => {
    const refusal = { ok: false, code: 'PROFILE_EXISTS', message: 'The profile p already exists and holds keys.' };
    const { native } = client(fakeHost((frame) => (frame.kind === 'hello' ? goodHost(frame) : refusal)));
    await expect(native.request('write-profiles', body)).rejects.toMatchObject({
      code: 'PROFILE_EXISTS',
      message: 'The profile p already exists and holds keys.',
    });
    expect(native.view().state).toBe('ready');
  });

  it('ignores a reply whose id belongs to no open request', async () => {
    const host = fakeHost((frame) => (frame.kind === 'hello' ? goodHost(frame) : { ...goodHost(frame), id: 99 }));
    const { native, fire } = client(host);
    const asked = native.request('write-profiles', body);
    await until(() => host.frames.length === 2);
    fire(30_000);
    await expect(asked).rejects.toMatchObject({ code: 'HOST_TIMEOUT', params: { seconds: 30 } });
  });

  it('reports an error for all open requests when the host ends', async () => {
    const host = fakeHost((frame) => (frame.kind === 'hello' ? goodHost(frame) : null));
    const { native, timers } = client(host);
    const asked = native.request('write-profiles', body);
    await until(() => host.frames.length === 2);
    host.drop('Native host has exited.');
    await expect(asked).rejects.toMatchObject({ code: 'HOST_EXITED' });
    expect([...timers].filter(({ ms }) => ms === 30_000)).toEqual([]);
  });

  it('closes the port after a minute without requests, but not while it waits for a reply', async () => {
    const host = fakeHost((frame) => (frame.kind === 'hello' ? goodHost(frame) : null));
    const { native, fire } = client(host);
    await native.connect();
    const asked = native.request('write-profiles', body).catch(() => undefined);
    await until(() => host.frames.length === 2);
    fire(60_000);
    expect(host.closed).toBe(0);
    fire(30_000);
    await asked;
    fire(60_000);
    expect(host.closed).toBe(1);
    expect(native.view().state).toBe('unknown');
    await native.connect();
    expect(host.opened).toBe(2);
  });
});

describe('the extension’s connection to the native host for live profiles', () => {
  it('stays open without requests while live profiles need the connection, and closes one minute after this need ends', async () => {
    const { native, host, timers, fire } = client();
    native.keepOpen(true);
    await native.request('write-profiles', body);
    expect([...timers].filter(({ ms }) => ms === 60_000)).toEqual([]);
    native.release();
    expect(host.closed).toBe(0);
    native.keepOpen(false);
    fire(60_000);
    expect(host.closed).toBe(1);
  });

  it('is closed at once by the function `release` if live profiles do not need the connection', async () => {
    const { native, host } = client();
    await native.connect();
    native.release();
    expect(host.closed).toBe(1);
    expect(native.view()).toEqual({ state: 'unknown' });
  });

  it('answers the host’s requests also after the connection was closed and opened again', async () => {
    const { native, host } = client();
    native.serve({
      'live-status': () => ({ portals: [], isLocked: false, profiles: [], more: 0, questions: 0 }),
      'live-lock': () => ({}),
      'live-forget': () => ({}),
      'live-renew': () => ({ renewed: [], failed: [] }),
      'live-set-up': () => ({ name: 'dev' }),
      'live-cancel': () => ({}),
      'live-credentials': () => Promise.reject(new Error('a secret')),
      'live-login': () => Promise.reject(new Error('a secret')),
      'live-console': () => ({}),
    });
    await native.connect();
    native.close();
    await native.connect();
    host.say({ v: 1, id: 7, kind: 'live-status' });
    expect(await until(() => host.replies.find(({ id }) => id === 7))).toMatchObject({ ok: true, isLocked: false });
  });

  it('tells the worker whether the host answers within a time limit', async () => {
    const { native, host, fire } = client();
    expect(await native.answersWithin(3_000)).toBe(false);
    await native.connect();
    expect(await native.answersWithin(3_000)).toBe(true);
    host.answer = () => null;
    const silent = native.answersWithin(3_000);
    await Promise.resolve();
    fire(3_000);
    expect(await silent).toBe(false);
  });

  it('shows why live profiles cannot be set up on this computer, although the host supports live profiles', async () => {
    const liveUnavailable = 'The path of the home folder has a blank.';
    const hello = { ok: true, version: '1.2.3', protocol: 1, servesLive: true, liveUnavailable };
    const { native } = client(fakeHost(() => hello));
    await native.connect();
    expect(native.view()).toEqual({ state: 'ready', version: '1.2.3', servesLive: true, liveUnavailable });
  });
});
