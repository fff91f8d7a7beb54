import { expect, it } from 'vitest';
import { createTerminalLimit } from '../../../../extension/background/live/terminal-limit.ts';
import { useFakeClock } from '../fake-clock.ts';
import { fakeArea, fakeWorker, popup } from '../fakes.ts';
import { fakePortal } from '../portal-fake.ts';

useFakeClock();

const SECOND = 1000;

function rig(memory = fakeArea()) {
  const clock = { at: 1_000_000 };
  const limit = createTerminalLimit({ memory, now: () => clock.at });
  const done = { count: 0 };
  const run = () =>
    limit.run(async () => {
      done.count += 1;
      return done.count;
    });
  /** Runs `times` operations, one after another. */
  const runAll = async (times: number) => {
    for (let at = 0; at < times; at += 1) await run();
  };
  return { memory, clock, limit, done, run, runAll };
}

const refused = (code: string) => expect.objectContaining({ code });

it('programs may start three operations (login, console or set-up) in each minute', async () => {
  const { clock, run, runAll, done } = rig();
  expect(await run()).toBe(1);
  await runAll(2);
  for (let minute = 0; minute < 5; minute += 1) {
    clock.at += 60 * SECOND;
    await runAll(3);
  }
  expect(done.count).toBe(18);
});

it('the fourth operation of programs within a minute is refused; then all operations are refused until the popup opens', async () => {
  const { clock, limit, run, runAll, done } = rig();
  await runAll(3);
  clock.at += 59 * SECOND;
  await expect(limit.check()).resolves.toBeUndefined();
  await expect(run()).rejects.toEqual(refused('TERMINAL_SILENCED'));
  clock.at += 24 * 3600 * SECOND;
  await expect(limit.check()).rejects.toEqual(refused('TERMINAL_SILENCED'));
  await expect(run()).rejects.toEqual(refused('TERMINAL_SILENCED'));
  expect(done.count).toBe(3);
  await limit.popupOpened();
  await runAll(3);
  expect(done.count).toBe(6);
});

it('all programs together run one operation at a time; a second operation is refused and does not count toward the limit', async () => {
  const { limit, run, runAll, done } = rig();
  let end = (_value: string) => {};
  const first = limit.run(() => new Promise<string>((resolve) => (end = resolve)));
  for (let at = 0; at < 9; at += 1) await expect(run()).rejects.toEqual(refused('TERMINAL_BUSY'));
  await expect(limit.check()).rejects.toEqual(refused('TERMINAL_BUSY'));
  end('opened');
  expect(await first).toBe('opened');
  await runAll(2);
  expect(done.count).toBe(2);
});

it('if programs start two operations at the same moment, only one of them runs', async () => {
  const { run, done } = rig();
  const results = await Promise.allSettled([run(), run()]);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  expect(done.count).toBe(1);
});

it('a failed operation of a program counts toward the limit of three operations, and does not block the next operation', async () => {
  const { limit, run } = rig();
  const fails = () => limit.run(() => Promise.reject(new Error('the work failed')));
  for (let at = 0; at < 3; at += 1) await expect(fails()).rejects.toThrow('the work failed');
  await expect(run()).rejects.toEqual(refused('TERMINAL_SILENCED'));
});

it('after a restart of the worker, earlier operations of programs and refusals still count', async () => {
  const first = rig();
  await first.runAll(3);
  const second = rig(first.memory);
  await expect(second.run()).rejects.toEqual(refused('TERMINAL_SILENCED'));
  await expect(rig(first.memory).run()).rejects.toEqual(refused('TERMINAL_SILENCED'));
});

it('after the clock was set back, earlier operations of programs still count', async () => {
  const { clock, run, runAll } = rig();
  await runAll(3);
  clock.at -= 3600 * SECOND;
  await expect(run()).rejects.toEqual(refused('TERMINAL_SILENCED'));
});

it('programs may start operations again after the person opens the popup', async () => {
  const fake = fakeWorker({ fetch: fakePortal().fetch });
  const { terminalLimit } = fake.worker.live;
  for (let at = 0; at < 3; at += 1) await terminalLimit.run(async () => null);
  await expect(terminalLimit.run(async () => null)).rejects.toEqual(refused('TERMINAL_SILENCED'));
  await fake.send(popup, 'popup/open');
  expect(await terminalLimit.run(async () => 'opened')).toBe('opened');
});
