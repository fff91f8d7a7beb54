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

it('the table of live profiles keeps the profiles for the next worker, and stores the uses of the profiles in a separate value', async () => {
  const { local, table } = rig();
  await table.put([liveProfile(), liveProfile({ name: 'ro' })]);
  const { table: next, names } = rig(local);
  expect(await names()).toEqual(['dev', 'ro']);
  expect(await next.of('ro')).toEqual(liveProfile({ name: 'ro' }));
  expect(await next.of('constructor')).toBeNull();
  expect(await next.isEmpty()).toBe(false);
});

it('the table changes only the given fields of live profiles that it knows', async () => {
  const { table, changes } = rig();
  await table.put([liveProfile()]);
  const before = changes.count;
  await table.change(['dev', 'unknown'], { isPaused: true });
  await table.change(['dev'], { grant: 'always', notForAgents: undefined });
  expect(await table.all()).toEqual([liveProfile({ isPaused: true, grant: 'always' })]);
  expect(changes.count).toBe(before + 2);
});

it('the table saves many uses of live profiles with one write', async () => {
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

it('the table forgets the uses of a live profile that was removed or replaced', async () => {
  const { table } = rig();
  await table.put([liveProfile(), liveProfile({ name: 'ro' })]);
  table.used('dev', 1, 'aws');
  table.used('ro', 1, 'aws');
  await tick();
  await table.remove(['dev']);
  await table.put([liveProfile(), liveProfile({ name: 'ro', roleName: 'Other' })]);
  expect((await table.all()).map(({ uses }) => uses)).toEqual([0, 0]);
});

it('the table forgets the uses of a removed live profile on disk too, and keeps the others', async () => {
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

it('the table reports every use of a live profile, and that everything was forgotten', async () => {
  const { table, changes } = rig();
  await table.put([liveProfile()]);
  const before = changes.count;
  table.used('dev', 1, 'aws');
  expect(changes.count).toBe(before + 1);
  await table.forgetAll();
  expect(changes.count).toBe(before + 2);
});

it('the table gives no use of an earlier live profile after the user forgot everything', async () => {
  const { table } = rig();
  await table.put([liveProfile()]);
  table.used('dev', 1, 'aws');
  await tick();
  await table.forgetAll();
  await table.put([liveProfile()]);
  expect(await table.all()).toEqual([liveProfile()]);
});

it('the table keeps two changes that are made at the same time', async () => {
  const { table, names } = rig();
  await Promise.all([table.put([liveProfile()]), table.put([liveProfile({ name: 'ro' })]), table.remove(['none'])]);
  expect((await names()).sort()).toEqual(['dev', 'ro']);
});

it('the table leaves nothing on disk after the user forgot everything', async () => {
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
