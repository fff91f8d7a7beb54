import { expect, it } from 'vitest';
import { createLiveTable } from '../../../../extension/background/live/live-table.ts';
import { fakeArea } from '../fakes.ts';
import { liveProfile } from './live-rig.ts';

function rig(local = fakeArea()) {
  const timers: (() => void)[] = [];
  const writes: string[] = [];
  const set = local.set;
  local.set = async (items) => {
    writes.push(...Object.keys(items));
    await set(items);
  };
  const changes = { count: 0 };
  const table = createLiveTable({
    local,
    later: (task) => void timers.push(task),
    changed: () => {
      changes.count += 1;
    },
  });
  const names = async () => (await table.all()).map(({ name }) => name);
  return { local, table, timers, writes, changes, names };
}
const tick = () => new Promise((resolve) => setTimeout(resolve, 0));

it('the table of live profiles is stored, so that a new worker reads the same profiles', async () => {
  const { local, table } = rig();
  await table.put([liveProfile(), liveProfile({ name: 'ro' })]);
  const { table: next, names } = rig(local);
  expect(await names()).toEqual(['dev', 'ro']);
  expect(await next.of('ro')).toEqual(liveProfile({ name: 'ro' }));
  expect(await next.of('constructor')).toBeNull();
  expect(await next.isEmpty()).toBe(false);
});

it('the table of live profiles changes only the given fields of a profile, and ignores unknown profile names', async () => {
  const { table, changes } = rig();
  await table.put([liveProfile()]);
  const before = changes.count;
  await table.change(['dev', 'unknown'], { isPaused: true });
  await table.change(['dev'], { grant: 'always', notForAgents: undefined });
  expect(await table.all()).toEqual([liveProfile({ isPaused: true, grant: 'always' })]);
  expect(changes.count).toBe(before + 2);
});

it('the table of live profiles saves 300 uses of a profile with a single write', async () => {
  const { table, timers, writes, local } = rig();
  await table.put([liveProfile()]);
  writes.length = 0;
  for (let at = 1; at <= 300; at += 1) table.used('dev', at, 'terraform');
  await tick();
  expect(writes).toEqual([]);
  expect(timers).toHaveLength(1);
  timers[0]?.();
  await tick();
  expect(writes).toEqual(['liveUses']);
  expect(await rig(local).table.of('dev')).toMatchObject({ uses: 300, usedAt: 300, usedBy: 'terraform' });
});

it('the table of live profiles forgets how often a profile was used if the profile was removed or replaced', async () => {
  const { table } = rig();
  await table.put([liveProfile(), liveProfile({ name: 'ro' })]);
  table.used('dev', 1, 'aws');
  table.used('ro', 1, 'aws');
  await tick();
  await table.remove(['dev']);
  await table.put([liveProfile(), liveProfile({ name: 'ro', roleName: 'Other' })]);
  expect((await table.all()).map(({ uses }) => uses)).toEqual([0, 0]);
});

it('the table of live profiles deletes the recorded uses of a removed profile from disk, and keeps the uses of other profiles', async () => {
  const { table, timers, local, changes } = rig();
  await table.put([liveProfile(), liveProfile({ name: 'ro' })]);
  for (const name of ['dev', 'ro']) table.used(name, 1, 'aws');
  await tick();
  timers[0]?.();
  await tick();
  expect(Object.keys(local.data.get('liveUses') as object)).toEqual(['dev', 'ro']);
  const before = changes.count;
  await table.remove(['dev', 'unknown']);
  expect(Object.keys(local.data.get('liveUses') as object)).toEqual(['ro']);
  expect(await table.all()).toEqual([liveProfile({ name: 'ro', usedAt: 1, usedBy: 'aws', uses: 1 })]);
  expect(changes.count).toBe(before + 1);
});

it('the table of live profiles reports a change when a profile is used, and when all profiles are forgotten', async () => {
  const { table, changes } = rig();
  await table.put([liveProfile()]);
  const before = changes.count;
  table.used('dev', 1, 'aws');
  expect(changes.count).toBe(before + 1);
  await table.forgetAll();
  expect(changes.count).toBe(before + 2);
});

it('after “Forget everything”, a new live profile with the name of an erased profile has no recorded uses', async () => {
  const { table } = rig();
  await table.put([liveProfile()]);
  table.used('dev', 1, 'aws');
  await tick();
  await table.forgetAll();
  await table.put([liveProfile()]);
  expect(await table.all()).toEqual([liveProfile()]);
});

it('the table of live profiles saves both changes when two profiles are added at the same time', async () => {
  const { table, names } = rig();
  await Promise.all([table.put([liveProfile()]), table.put([liveProfile({ name: 'ro' })]), table.remove(['none'])]);
  expect((await names()).sort()).toEqual(['dev', 'ro']);
});

it('after “Forget everything”, the table of live profiles has nothing on disk', async () => {
  const { table, local, timers } = rig();
  await table.put([liveProfile()]);
  table.used('dev', 1, 'aws');
  await tick();
  timers[0]?.();
  await tick();
  await table.forgetAll();
  expect([...local.data.keys()]).toEqual([]);
  expect(await table.isEmpty()).toBe(true);
});
