import { describe, expect, it } from 'vitest';
import type { HostView } from '#core/protocol/messages.ts';
import { createNativeClient } from '../../../../extension/background/host/host-client.ts';
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

describe('the way to the host', () => {
  it('opens once, greets first, and says that it is ready', async () => {
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
  ])('“%s” is %s', async (said, code) => {
    const host = fakeHost(() => null);
    const { native } = client(host);
    const asked = native.request('write-profiles', body);
    host.drop(said);
    await expect(asked).rejects.toMatchObject({ code });
    expect(native.view()).toMatchObject({ state: 'failed', error: { ok: false, code } });
  });

  it('a browser that throws at once is a missing host too', async () => {
    const host = fakeHost();
    host.connectNative = () => {
      throw new TypeError('browser.runtime.connectNative is not a function');
    };
    const { native } = client(host);
    await expect(native.connect()).rejects.toMatchObject({ code: 'HOST_MISSING' });
  });

  it('is tried again after a failure', async () => {
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
  ])('attack 17: a host that greets with %j is %s', async (reply, code) => {
    const { native, host } = client(fakeHost(() => reply));
    await expect(native.request('write-profiles', body)).rejects.toMatchObject({ code });
    expect(host.frames).toHaveLength(1);
    expect(native.view()).toMatchObject({ state: 'failed', error: { code } });
  });

  it('passes on the host’s own refusal with its words', async () => {
    const refusal = { ok: false, code: 'PROFILE_EXISTS', message: 'The profile p already exists and holds keys.' };
    const { native } = client(fakeHost((frame) => (frame.kind === 'hello' ? goodHost(frame) : refusal)));
    await expect(native.request('write-profiles', body)).rejects.toMatchObject({
      code: 'PROFILE_EXISTS',
      message: 'The profile p already exists and holds keys.',
    });
    expect(native.view().state).toBe('ready');
  });

  it('takes no reply for another request’s', async () => {
    const host = fakeHost((frame) => (frame.kind === 'hello' ? goodHost(frame) : { ...goodHost(frame), id: 99 }));
    const { native, fire } = client(host);
    const asked = native.request('write-profiles', body);
    await until(() => host.frames.length === 2);
    fire(30_000);
    await expect(asked).rejects.toMatchObject({ code: 'HOST_TIMEOUT', params: { seconds: 30 } });
  });

  it('fails what is under way when the host dies', async () => {
    const host = fakeHost((frame) => (frame.kind === 'hello' ? goodHost(frame) : null));
    const { native, timers } = client(host);
    const asked = native.request('write-profiles', body);
    await until(() => host.frames.length === 2);
    host.drop('Native host has exited.');
    await expect(asked).rejects.toMatchObject({ code: 'HOST_EXITED' });
    expect([...timers].filter(({ ms }) => ms === 30_000)).toEqual([]);
  });

  it('closes after an idle minute, not while it waits for an answer', async () => {
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
