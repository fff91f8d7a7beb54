import { expect, it, vi } from 'vitest';
import { createClockGuard } from '../../../../../extension/background/live/serving/clock-guard.ts';
import { pass, useFakeClock } from '../../fake-clock.ts';
import { fakeArea, popup } from '../../fakes.ts';
import { credentials, fakePortal, json } from '../../portal-fake.ts';
import { askKeys, keyRequests, liveWorker } from '../live-rig.ts';

useFakeClock();

const HOUR = 3_600_000;

function rig() {
  const clock = { now: 1_000_000_000_000, jumps: 0 };
  const memory = fakeArea();
  const start = () =>
    createClockGuard({
      memory,
      now: () => clock.now,
      jumped: async () => {
        clock.jumps += 1;
      },
    });
  return { clock, start };
}

it('the clock guard notices at its next check that the clock was set back, and reports it only once', async () => {
  const { clock, start } = rig();
  const guard = start();
  await guard.check();
  clock.now += HOUR;
  await guard.check();
  clock.now -= HOUR;
  await guard.check();
  await guard.check();
  expect(clock.jumps).toBe(1);
});

it('a worker that starts after the clock was set back also notices the change of the clock', async () => {
  const { clock, start } = rig();
  await start().alarm(clock.now);
  clock.now -= HOUR;
  await start().check();
  expect(clock.jumps).toBe(1);
});

it('the clock guard ignores a correction of the clock by less than two seconds', async () => {
  const { clock, start } = rig();
  const guard = start();
  await guard.check();
  clock.now -= 1_500;
  await guard.check();
  expect(clock.jumps).toBe(0);
});

it('an alarm counts as late if it comes more than 60 s after its planned time', async () => {
  const { clock, start } = rig();
  const guard = start();
  expect(await guard.alarm(clock.now - 60_000)).toBe(false);
  expect(clock.jumps).toBe(0);
  expect(await guard.alarm(clock.now - 60_001)).toBe(true);
  expect(clock.jumps).toBe(1);
});

it('keys that were fetched before the clock was set back by an hour are not given out', async () => {
  const issued = Date.now();
  const portal = fakePortal({
    '/federation': () => json({ roleCredentials: credentials(1, issued + 2 * HOUR) }),
  });
  const { worker } = await liveWorker(portal);
  // With the grant “this session”, the person's permission would end when the clock is set back. So the test uses
  // “always”.
  await worker.send(popup, 'popup/set-live-access', { name: 'dev', grant: 'always' });
  await askKeys(worker, 'dev');
  await askKeys(worker, 'dev');
  expect(keyRequests(portal)).toBe(1);
  const now = Date.now();
  vi.setSystemTime(now - HOUR);
  await pass(0);
  expect(await askKeys(worker, 'dev')).toMatchObject({ ok: true });
  expect(keyRequests(portal)).toBe(2);
});
