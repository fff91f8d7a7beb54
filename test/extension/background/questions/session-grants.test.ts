import { expect, it } from 'vitest';
import { createSessionGrants } from '../../../../extension/background/questions/session-grants.ts';
import { fakeArea } from '../fakes.ts';

const HOUR = 3_600_000;
const START = 1_900_000_000_000;
const session = { tokenMark: 'mark-of-a' };
const other = { tokenMark: 'mark-of-b' };

function rig() {
  const disk = fakeArea();
  const clock = { now: START };
  const writes = { count: 0 };
  const set = disk.set;
  disk.set = async (items) => {
    writes.count += 1;
    await set(items);
  };
  const grants = createSessionGrants({ disk, now: () => clock.now, markOf: async (text) => `<${text}>` });
  const names = () => Object.keys((disk.data.get('live-session-grants') as object | undefined) ?? {});
  return { grants, clock, writes, names, disk };
}

it('a grant for a session allows only the given profiles, and only with the given session', async () => {
  const { grants } = rig();
  expect(await grants.isGranted('dev', session)).toBe(false);
  await grants.grant(['dev', 'ro'], session);
  expect(await grants.isGranted('dev', session)).toBe(true);
  expect(await grants.isGranted('ro', session)).toBe(true);
  expect(await grants.isGranted('dev', other)).toBe(false);
  for (const name of ['prod', 'constructor', '__proto__']) expect(await grants.isGranted(name, session)).toBe(false);
});

it('a grant for a session is stored with a fingerprint of the session that differs from the stored fingerprint of the token', async () => {
  const { grants, disk } = rig();
  await grants.grant(['dev'], session);
  expect(disk.data.get('live-session-grants')).toEqual({
    dev: { session: '<live grant mark-of-a>', since: START },
  });
});

it('a grant for a session ends after exactly 12 hours', async () => {
  const { grants, clock } = rig();
  await grants.grant(['dev'], session);
  clock.now = START + 12 * HOUR - 1;
  expect(await grants.isGranted('dev', session)).toBe(true);
  clock.now = START + 12 * HOUR;
  expect(await grants.isGranted('dev', session)).toBe(false);
});

it('a grant for a session ends when the clock is set back by more than five seconds', async () => {
  const { grants, clock } = rig();
  await grants.grant(['dev'], session);
  clock.now = START - 5_000;
  expect(await grants.isGranted('dev', session)).toBe(true);
  clock.now = START - 5_001;
  expect(await grants.isGranted('dev', session)).toBe(false);
});

it('when a new grant for a session is stored, grants that have ended are removed and all other grants stay', async () => {
  const { grants, clock, names } = rig();
  await grants.grant(['old'], session);
  clock.now = START + 2 * HOUR;
  await grants.grant(['dev'], session);
  expect(names()).toEqual(['old', 'dev']);
  clock.now = START + 12 * HOUR;
  await grants.grant(['ro'], other);
  expect(names()).toEqual(['dev', 'ro']);
});

it('when a grant for a session is forgotten, other grants stay; an unknown profile name changes nothing in storage', async () => {
  const { grants, writes, names } = rig();
  await grants.grant(['dev', 'ro'], session);
  const before = writes.count;
  await grants.forget('unknown');
  expect(writes.count).toBe(before);
  await grants.forget('dev');
  expect(names()).toEqual(['ro']);
  expect(await grants.isGranted('dev', session)).toBe(false);
  expect(await grants.isGranted('ro', session)).toBe(true);
  await grants.clear();
  expect(await grants.isGranted('ro', session)).toBe(false);
  expect(names()).toEqual([]);
});

it('if several grants for a session are given at the same time, all of them are stored', async () => {
  const { grants, names } = rig();
  await Promise.all([grants.grant(['dev'], session), grants.grant(['ro'], session), grants.forget('dev')]);
  expect(names()).toEqual(['ro']);
});
