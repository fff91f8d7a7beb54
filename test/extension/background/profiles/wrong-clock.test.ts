import { describe, expect, it } from 'vitest';
import { pass, useFakeClock } from '../fake-clock.ts';
import { fakeWorker, goodHost, listedSession, popup, until, viewOf } from '../fakes.ts';
import { credentials, fakePortal, json, startUrl } from '../portal-fake.ts';

useFakeClock();

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const role = { accountId: '111122223333', roleName: 'Admin' };

/**
 * A worker on a computer whose clock is `aheadMs` ms ahead of the portal's clock. The portal's keys are valid for an
 * hour.
 */
async function onComputer(aheadMs: number) {
  const portalNow = () => Date.now() - aheadMs;
  const portal = fakePortal({
    '/token/whoAmI': () => json({ userIdentifier: 'user-1', expireDate: portalNow() + 8 * HOUR }),
    '/federation': () => json({ roleCredentials: credentials(1, portalNow() + HOUR) }),
  });
  const fetch = (async (input: string, init: RequestInit) => {
    const response = await portal.fetch(input, init);
    response.headers.set('date', new Date(portalNow()).toUTCString());
    return response;
  }) as typeof globalThis.fetch;
  const worker = fakeWorker({ fetch });
  const written: object[] = [];
  worker.host.answer = (frame) => {
    if (frame.kind === 'list-profiles') return { ok: true, profiles: written, more: 0 };
    return goodHost(frame);
  };
  const session = await listedSession(worker);
  const write = async () => {
    written.push({ name: 'dev', ...role, portal: startUrl, expiration: portalNow() + HOUR });
    const reply = await worker.send(popup, 'popup/write-profile', { session, ...role, name: 'dev', replace: false });
    await until(() => viewOf(worker).profiles.length === 1);
    return (reply.value as { expiration: number }).expiration - Date.now();
  };
  return { worker, session, write };
}

/** Accepts a value that differs from `ms` by less than 2 s, because the Date header contains only full seconds. */
const near = (ms: number) => expect.toSatisfy((value: number) => Math.abs(value - ms) < 2_000, `about ${ms}`);

describe.each([
  ['two hours ahead of', 2 * HOUR],
  ['two hours behind', -2 * HOUR],
])('a computer whose clock is %s the portal’s clock', (_, aheadMs) => {
  it('shows one hour left for keys that are valid for one hour', async () => {
    const { worker, write } = await onComputer(aheadMs);
    expect(await write()).toEqual(near(HOUR));
    await until(() => viewOf(worker).profiles[0]?.expiration);
    expect((viewOf(worker).profiles[0]?.expiration ?? 0) - Date.now()).toEqual(near(HOUR));
  });

  it('shows the correct end of the session, and the difference between the clocks', async () => {
    const { worker } = await onComputer(aheadMs);
    await until(() => viewOf(worker).clockAheadMs);
    expect(viewOf(worker).clockAheadMs).toEqual(near(aheadMs));
    expect((viewOf(worker).sessions[0]?.expiresAt ?? 0) - Date.now()).toEqual(near(8 * HOUR));
    worker.restart();
    expect(viewOf(worker).clockAheadMs).toEqual(near(aheadMs));
  });

  it('uses the portal’s clock for the countdown of the badge and for the alarm', async () => {
    const { worker, write } = await onComputer(aheadMs);
    await write();
    await until(() => worker.alarms.at(-1));
    expect((worker.alarms.at(-1) ?? 0) - Date.now()).toEqual(near(55 * MINUTE));
    expect(worker.badge.at(-1)).toBe('');
    await pass(55.5 * MINUTE);
    await worker.worker.schedule.update();
    expect(worker.badge.at(-1)).toBe('5m');
  });

  it('writes the expiration by the portal’s clock, because AWS tools compare the expiration with the time of AWS', async () => {
    const { worker, write } = await onComputer(aheadMs);
    await write();
    const frame = worker.host.frames.find(({ kind }) => kind === 'write-profiles');
    const [profile] = (frame?.profiles ?? []) as { credentials: { expiration: number } }[];
    expect((profile?.credentials.expiration ?? 0) - (Date.now() - aheadMs)).toEqual(near(HOUR));
  });

  it('shows one hour left for profiles that were just renewed', async () => {
    const { worker, session, write } = await onComputer(aheadMs);
    await write();
    const { value } = await worker.send(popup, 'popup/renew-profiles', { session, names: ['dev'] });
    const { renewed } = value as { renewed: { expiration: number }[] };
    expect((renewed[0]?.expiration ?? 0) - Date.now()).toEqual(near(HOUR));
  });
});

it('the view shows no clock difference when the computer’s clock is correct', async () => {
  const { worker, write } = await onComputer(0);
  expect(await write()).toEqual(near(HOUR));
  expect(viewOf(worker).clockAheadMs).toBeUndefined();
});
