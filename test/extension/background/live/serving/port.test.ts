import { describe, expect, it } from 'vitest';
import { pass, useFakeClock } from '../../fake-clock.ts';
import { type FakeWorker, goodHost, options, popup, portalPage, until, viewOf } from '../../fakes.ts';
import { fakePortal, json } from '../../portal-fake.ts';
import { askKeys, framesOf, liveWorker } from '../live-rig.ts';

useFakeClock();

const serves = (worker: Pick<FakeWorker, 'host'>) => framesOf(worker, 'serve-live').length;
const alarm = ({ worker }: Pick<FakeWorker, 'worker'>, late = 0) => worker.live.port.alarm(Date.now() - late);
/**
 * Makes the host answer each kind of request in `replies` with the given reply. If the reply is null, the host does not
 * answer.
 */
function failing({ host }: Pick<FakeWorker, 'host'>, replies: Record<string, Record<string, unknown> | null>): void {
  host.answer = (frame) => {
    const kind = String(frame.kind);
    return Object.hasOwn(replies, kind) ? (replies[kind] ?? null) : goodHost(frame);
  };
}
const missing = 'Specified native messaging host not found.';

describe('the port to the host for live profiles', () => {
  it('stays open without requests; at each alarm, the worker asks the host again to listen for programs', async () => {
    const { worker } = await liveWorker();
    const before = serves(worker);
    for (let count = 0; count < 10; count += 1) {
      await pass(30_000);
      await alarm(worker);
    }
    expect(worker.host).toMatchObject({ opened: 1, closed: 0 });
    expect(serves(worker)).toBe(before + 10);
    expect(worker.wakeUps).toEqual([true]);
  });

  it('stays open when the user’s last portal session ends', async () => {
    const { worker } = await liveWorker();
    await worker.send(portalPage(), 'portal/signed-out');
    expect(worker.host.closed).toBe(0);
    expect(await askKeys(worker, 'dev')).toMatchObject({ code: 'LIVE_SIGN_IN' });
  });

  it('is opened only once by a new worker, even if several events need the port', async () => {
    const { worker } = await liveWorker();
    const { worker: next } = worker.restart();
    await Promise.all([next.live.port.update(), next.live.port.update(), next.live.started()]);
    await next.live.port.update();
    expect(worker.host.opened).toBe(2);
    expect(worker.wakeUps).toEqual([true, true]);
    expect(await askKeys(worker, 'dev')).toMatchObject({ ok: true });
  });

  it('opens again one second after the host ended; then programs get keys again', async () => {
    const { worker } = await liveWorker();
    worker.host.drop('Native host has exited.');
    expect((await worker.worker.view.refresh()).live.isServing).toBe(false);
    await pass(900);
    expect(worker.host.opened).toBe(1);
    await pass(200);
    expect(worker.host.opened).toBe(2);
    expect(await askKeys(worker, 'dev')).toMatchObject({ ok: true });
    expect((await worker.worker.view.refresh()).live.isServing).toBe(true);
  });

  it('opens again each time the host ends, after a waiting time that grows from 1 s to 30 s', async () => {
    const { worker } = await liveWorker();
    const waits: number[] = [];
    for (const _ of Array.from({ length: 7 })) {
      const { opened } = worker.host;
      const at = Date.now();
      worker.host.drop('Native host has exited.');
      await until(() => worker.host.opened > opened);
      await until(async () => (await worker.worker.view.refresh()).live.isServing);
      waits.push(Math.round((Date.now() - at) / 1000));
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 30, 30]);
    // After a connection that lasted 31 s, the worker again waits only one second before it opens the port.
    await pass(31_000);
    const { opened } = worker.host;
    worker.host.drop('Native host has exited.');
    await pass(1_100);
    expect(worker.host.opened).toBe(opened + 1);
  });

  it('is closed and opened again if the host does not answer the `hello` message', async () => {
    const { worker } = await liveWorker();
    failing(worker, { hello: null });
    worker.host.drop('Native host has exited.');
    await pass(1_100);
    expect(worker.host.opened).toBe(2);
    // The worker waits 5 s for the host's answer to the `hello` message. It opens the port again 2 s later.
    await pass(4_700);
    expect(worker.host.closed).toBe(0);
    failing(worker, {});
    await pass(2_500);
    expect(worker.host).toMatchObject({ closed: 1, opened: 3 });
    expect(await askKeys(worker, 'dev')).toMatchObject({ ok: true });
  });

  it('stays open when the host cannot listen for programs; the worker soon asks the host to try again', async () => {
    const { worker } = await liveWorker();
    failing(worker, { 'serve-live': { ok: false, code: 'LIVE_SOCKET', message: 'Not safe.' } });
    await alarm(worker);
    expect((await worker.worker.view.refresh()).live.isServing).toBe(false);
    failing(worker, {});
    await pass(1_100);
    expect((await worker.worker.view.refresh()).live.isServing).toBe(true);
  });

  /**
   * Checks that the worker does not open the port for two minutes, even after a restart of the worker. Then the popup
   * opens the port.
   */
  async function onlyThePopupTries(worker: FakeWorker): Promise<void> {
    await until(() => worker.wakeUps.at(-1) === false);
    const { opened } = worker.host;
    await pass(60_000);
    const next = worker.restart();
    await next.worker.live.port.update();
    await pass(60_000);
    expect(worker.host.opened).toBe(opened);
    failing(worker, {});
    await next.send(popup, 'popup/retry-host');
    await until(() => worker.wakeUps.at(-1) === true);
    expect(await askKeys(worker, 'dev')).toMatchObject({ ok: true });
  }

  it('stays closed after the error HOST_MISSING until the popup opens the port', async () => {
    const { worker } = await liveWorker();
    failing(worker, { hello: null });
    worker.host.drop('Native host has exited.');
    await pass(1_100);
    worker.host.drop(missing);
    await onlyThePopupTries(worker);
  });

  it('stays closed after the error HOST_OLD until the popup opens the port', async () => {
    const { worker } = await liveWorker();
    failing(worker, { 'serve-live': { ok: false, code: 'UNKNOWN_KIND', message: 'Unknown.' } });
    await alarm(worker);
    await onlyThePopupTries(worker);
  });

  it('closes when live profiles are turned off: the host is told to stop, and alarms no longer wake the worker', async () => {
    const { worker } = await liveWorker();
    const answer = await worker.send(options, 'popup/switch-live', { on: false });
    expect(answer).toMatchObject({ ok: true, value: { live: { isOn: false, isServing: false } } });
    expect(framesOf(worker, 'stop-live')).toHaveLength(1);
    expect(worker.host.closed).toBe(1);
    expect(worker.wakeUps).toEqual([true, false]);
    const next = worker.restart();
    await next.worker.live.port.update();
    await pass(120_000);
    expect(worker.host.opened).toBe(1);
    expect(await next.send(popup, 'popup/switch-live', { on: true })).toMatchObject({
      value: { live: { isOn: true } },
    });
    expect(worker.host.opened).toBe(2);
  });

  it('carries a `stop-live` message to a host that begins to listen after live profiles were turned off', async () => {
    const { worker } = await liveWorker();
    failing(worker, { 'serve-live': null });
    const late = alarm(worker);
    const asked = await until(() => framesOf(worker, 'serve-live')[1]);
    await worker.send(options, 'popup/switch-live', { on: false });
    const stops = framesOf(worker, 'stop-live').length;
    worker.host.say({ v: 1, id: asked.id, ok: true, running: '1', installed: '1' });
    await late;
    expect(framesOf(worker, 'stop-live')).toHaveLength(stops + 1);
    expect((await worker.worker.view.refresh()).live.isServing).toBe(false);
  });

  it('closes when the user turns live profiles off on the settings page', async () => {
    const { worker } = await liveWorker();
    const settings = await worker.worker.settings.read();
    await worker.send(options, 'options/set-settings', { settings: { ...settings, liveProfiles: false } });
    expect(worker.host.closed).toBe(1);
  });

  it('closes when the user removes the last live profile', async () => {
    const { worker } = await liveWorker();
    const removed = await worker.send(popup, 'popup/stop-live', { names: ['dev'] });
    expect(removed).toEqual({ ok: true, value: { removed: ['dev'] } });
    const installation = worker.local.data.get('installation');
    expect(framesOf(worker, 'remove-live-profiles')).toMatchObject([{ installation, names: ['dev'] }]);
    expect(worker.host.closed).toBe(1);
    expect(viewOf(worker).live.profiles).toEqual([]);
  });

  it('delivers no keys of a profile that the host could not remove, although the popup still shows the profile', async () => {
    const { worker } = await liveWorker();
    failing(worker, { 'remove-live-profiles': { ok: false, code: 'FILE_BUSY', message: 'Locked.' } });
    expect(await worker.send(popup, 'popup/stop-live', { names: ['dev'] })).toMatchObject({ code: 'FILE_BUSY' });
    await worker.send(popup, 'popup/open');
    expect(viewOf(worker).live.profiles).toMatchObject([{ name: 'dev', isPaused: true }]);
    expect(await askKeys(worker, 'dev')).toMatchObject({ code: 'LIVE_REFUSED' });
  });

  it('is not opened while there is no live profile', async () => {
    const { worker } = await liveWorker();
    await worker.send(popup, 'popup/stop-live', { names: ['dev'] });
    const { opened } = worker.host;
    const next = worker.restart();
    await next.worker.live.started();
    await alarm(next);
    expect(worker.host.opened).toBe(opened);
    expect(worker.wakeUps.at(-1)).toBe(false);
  });

  it('attack 64: ignores a reply if the worker did not send the request', async () => {
    const { worker } = await liveWorker();
    const before = [worker.host.frames.length, worker.host.replies.length];
    for (const frame of [{ v: 1, id: 999, ok: true }, { v: 1, id: 999, ok: false, code: 'INTERNAL', message: '' }, {}])
      worker.host.say(frame);
    await pass(1_000);
    expect([worker.host.frames.length, worker.host.replies.length]).toEqual(before);
    expect(await askKeys(worker, 'dev')).toMatchObject({ ok: true });
  });
});

describe('after the computer slept', () => {
  it('a host that answers within 3 s stays connected, and the worker deletes the keys that are in memory', async () => {
    const { worker, portal } = await liveWorker();
    await askKeys(worker, 'dev');
    await alarm(worker, 61_000);
    expect(worker.host).toMatchObject({ opened: 1, closed: 0 });
    await askKeys(worker, 'dev');
    expect(portal.paths().filter((path) => path === '/federation/credentials')).toHaveLength(2);
  });

  it('a host that does not answer within 3 s is stopped, and a new host is started', async () => {
    const { worker } = await liveWorker();
    failing(worker, { hello: null });
    const woken = alarm(worker, 61_000);
    await pass(2_900);
    expect(worker.host.closed).toBe(0);
    failing(worker, {});
    await pass(200);
    await woken;
    expect(worker.host).toMatchObject({ opened: 2, closed: 1 });
    expect(await askKeys(worker, 'dev')).toMatchObject({ ok: true });
  });

  it('the worker deletes no keys if its alarm is less than a minute late', async () => {
    const { worker, portal } = await liveWorker();
    await askKeys(worker, 'dev');
    await alarm(worker, 59_000);
    expect(framesOf(worker, 'hello')).toHaveLength(1);
    await askKeys(worker, 'dev');
    expect(portal.paths().filter((path) => path === '/federation/credentials')).toHaveLength(1);
  });
});

describe('an update', () => {
  const versions = (running: string, installed: string) => ({ 'serve-live': { ok: true, running, installed } });

  it('of the host makes the worker close and open the port once, if no request is under way', async () => {
    const { worker } = await liveWorker();
    failing(worker, versions('1.2.3', '1.3.0'));
    await alarm(worker);
    expect(worker.host).toMatchObject({ opened: 2, closed: 1 });
    await alarm(worker);
    await alarm(worker);
    expect(worker.host).toMatchObject({ opened: 2, closed: 1 });
  });

  it('of the host makes the worker close and open the port only after the requests that are under way have ended', async () => {
    const portal = fakePortal({
      '/federation': () => new Promise((resolve) => setTimeout(() => resolve(json({ roleCredentials: {} })), 3_000)),
    });
    const { worker } = await liveWorker(portal);
    failing(worker, versions('1.2.3', '1.3.0'));
    const asked = askKeys(worker, 'dev');
    await alarm(worker);
    expect(worker.host.opened).toBe(1);
    await asked;
    await alarm(worker);
    expect(worker.host.opened).toBe(2);
  });

  it('of the extension restarts the extension at once if no request is under way', async () => {
    const { worker } = await liveWorker();
    worker.worker.live.port.updateAvailable();
    expect(worker.reloads).toHaveLength(1);
  });

  it('of the extension restarts the extension only when the popup is closed and no request is under way', async () => {
    const portal = fakePortal({ '/federation': () => new Promise(() => undefined) });
    const { worker } = await liveWorker(portal);
    worker.worker.presence.portOpened();
    worker.worker.live.port.updateAvailable();
    await pass(8_000);
    worker.worker.presence.portClosed();
    const asked = askKeys(worker, 'dev');
    expect(await asked).toMatchObject({ code: 'TIMEOUT' });
    // After ten seconds, the extension tried to restart again. It could not, because the request was under way.
    expect(worker.reloads).toEqual([]);
    await until(() => worker.reloads.length === 1);
  });
});
