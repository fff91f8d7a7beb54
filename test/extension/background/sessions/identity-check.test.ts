import { describe, expect, it } from 'vitest';
import { type ErrorCode, KeyferryError } from '#core/errors.ts';
import { createIdentityCheck } from '../../../../extension/background/sessions/identity-check.ts';
import type { Session } from '../../../../extension/background/sessions/session.ts';
import { startUrl } from '../portal-fake.ts';

const token = 'TOKENEXAMPLE';
const answer = { user: 'user-1', directory: 'd-1', expiresAt: 9000 };
const unknownKey = JSON.stringify(['default', startUrl, null, 'a']);
const knownKey = JSON.stringify(['default', startUrl, 'user-1']);

/** An identity check with one stored session. Each answer of the portal is a user, or the code of an error. */
function rig(given: Partial<Session> = {}, answers: (typeof answer | ErrorCode | Error)[] = [answer]) {
  const calls: string[] = [];
  const delays: number[] = [];
  const tasks: (() => void)[] = [];
  const sessions = new Map<string, Session>();
  const session = {
    id: 'a',
    key: unknownKey,
    store: 'default',
    startUrl,
    token,
    region: 'eu-west-1',
    user: null,
    directory: null,
    identity: null,
    checked: false,
    expired: false,
    whoAmI: null,
    ...given,
  } as Session;
  sessions.set('a', session);
  let time = 1000;
  let asked = 0;
  const check = createIdentityCheck({
    store: {
      update: async (id, patch) => {
        const before = sessions.get(id);
        if (!before) return;
        sessions.delete(id);
        const after = patch(before);
        sessions.set(after.id, after);
      },
      ofId: async (id) => sessions.get(id),
    },
    requests: {
      whoAmI: async () => {
        const next = answers[Math.min(asked++, answers.length - 1)] ?? answer;
        if (next instanceof Error) throw next;
        if (typeof next === 'string') throw new KeyferryError(next as never);
        return next;
      },
    },
    cancellation: { abort: (id, { code }) => void calls.push(`abort ${id} ${code}`) },
    newId: () => 'b',
    markOf: async () => 'f'.repeat(64),
    now: () => time,
    refused: async ({ id }) => void calls.push(`refused ${id}`),
    retired: async (key) => void calls.push(`retired ${key}`),
    checked: async (id) => void calls.push(`checked ${id}`),
    identified: () => void calls.push('identified'),
    later: (task, ms) => {
      delays.push(ms);
      tasks.push(task);
    },
  });
  const stored = () => [...sessions.values()][0] as Session;
  const pass = (ms: number) => {
    time += ms;
  };
  return { check, session, sessions, stored, calls, delays, tasks, asked: () => asked, pass };
}

/** Waits until every promise that does not need a timer has resolved. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('the check of a session’s user', () => {
  it('gives the session the user from the portal’s answer, a new id and a new key, and cancels the session’s earlier requests', async () => {
    const { check, session, stored, calls } = rig();
    expect(await check.once(session)).toBeNull();
    expect(stored()).toMatchObject({ ...answer, id: 'b', key: knownKey, was: unknownKey, checked: true });
    expect(stored()).toMatchObject({ identity: 'f'.repeat(32), whoAmI: 'ok', goodAt: 1000 });
    expect(calls).toEqual(['abort a SESSION_CHANGED', `retired ${unknownKey}`, 'checked b', 'identified']);
  });

  it('keeps the session’s id and key if the user is the same as before', async () => {
    const { check, session, stored, calls } = rig({ key: knownKey, user: 'user-1' });
    await check.once(session);
    expect(stored()).toMatchObject({ id: 'a', key: knownKey, checked: true });
    expect(stored()).not.toHaveProperty('was');
    expect(calls).toEqual(['checked a', 'identified']);
  });

  it('forgets the session’s earlier key if the earlier key contains a different user', async () => {
    const { check, session, stored } = rig({ key: JSON.stringify(['default', startUrl, 'other']), user: 'other' });
    await check.once(session);
    expect(stored()).toMatchObject({ key: knownKey, was: null });
  });

  it('cancels no requests and erases no data if the session was replaced during the check', async () => {
    const { check, session, sessions, calls } = rig();
    sessions.clear();
    await check.once(session);
    expect(calls).toEqual(['checked b', 'identified']);
  });

  it('sends one request for several callers at once, and none for a session that is already checked or has no region', async () => {
    const { check, session, asked } = rig();
    await Promise.all([check.once(session), check.once(session)]);
    expect(asked()).toBe(1);
    await check.once({ ...session, checked: true });
    await check.once({ ...session, region: null });
    expect(asked()).toBe(1);
    await check.once(session);
    expect(asked()).toBe(2);
  });

  it.each(['OFFLINE', 'TIMEOUT', 'THROTTLED', 'ACCESS_WITHHELD'] as const)(
    'is repeated after the error %s at most four times, and each delay is longer than the delay before',
    async (code) => {
      const { check, session, stored, calls, delays, tasks, asked } = rig({}, [code]);
      expect(await check.once(session)).toMatchObject({ code });
      expect(stored()).toMatchObject({ id: 'a', whoAmI: code, checked: false });
      while (tasks.length > 0) {
        tasks.shift()?.();
        await settled();
      }
      expect(delays).toEqual([5000, 10_000, 20_000, 40_000]);
      expect(asked()).toBe(5);
      expect(calls).toEqual([]);
    },
  );

  it('has the shortest delay again once the portal has answered; it is not repeated for a deleted session', async () => {
    const { check, session, sessions, delays, tasks, asked } = rig({}, [
      'OFFLINE',
      'OFFLINE',
      'PORTAL_UNEXPECTED' as never,
      'OFFLINE',
    ]);
    await check.once(session);
    await check.once(session);
    await check.once(session);
    await check.once(session);
    expect(delays).toEqual([5000, 10_000, 5000]);
    sessions.clear();
    for (const task of tasks) task();
    await settled();
    expect(asked()).toBe(4);
  });

  it('stores no user if the portal does not say who is signed in', async () => {
    for (const [error, whoAmI] of [
      ['NO_ACCESS' as ErrorCode, 'NO_ACCESS'],
      [new Error('a fault'), 'INTERNAL'],
    ] as const) {
      const { check, session, stored, calls } = rig({}, [error]);
      expect(await check.once(session)).toBeNull();
      expect(stored()).toMatchObject({ id: 'a', user: null, directory: null, expiresAt: null, checked: true, whoAmI });
      expect(calls).toEqual(['checked a', 'identified']);
    }
  });

  it('removes the session’s token if the portal refuses the token, and changes nothing after the error SESSION_CHANGED', async () => {
    const refused = rig({}, ['SESSION_EXPIRED']);
    expect(await refused.check.once(refused.session)).toBeNull();
    expect(refused.calls).toEqual(['refused a', 'identified']);
    const changed = rig({}, ['SESSION_CHANGED']);
    expect(await changed.check.once(changed.session)).toBeNull();
    expect(changed.calls).toEqual([]);
    expect(changed.stored()).toEqual(changed.session);
  });
});

describe('the check whether a session is still valid', () => {
  const valid = { key: knownKey, user: 'user-1', checked: true, whoAmI: 'ok', goodAt: 1000 } as const;

  it('is made only if the portal last accepted the session at least one minute ago', async () => {
    const { check, session, stored, asked, pass } = rig(valid);
    pass(59_999);
    await check.again(session);
    expect(asked()).toBe(0);
    pass(1);
    await check.again(session);
    expect(asked()).toBe(1);
    expect(stored().goodAt).toBe(61_000);
    await check.again(stored());
    expect(asked()).toBe(1);
  });

  it.each([{ whoAmI: 'OFFLINE' }, { region: null }, { expired: true }] as Partial<Session>[])(
    'is not made if the last check failed, if the region is unknown, or if the session has expired: %o',
    async (given) => {
      const { check, session, asked, pass } = rig({ ...valid, ...given });
      pass(100_000);
      await check.again(session);
      expect(asked()).toBe(0);
    },
  );

  it('removes the session’s token only if the portal refuses the token', async () => {
    for (const [error, expected] of [
      ['SESSION_EXPIRED', ['refused a']],
      ['OFFLINE', []],
      [new Error('a fault'), []],
    ] as [ErrorCode | Error, string[]][]) {
      const { check, session, calls, pass } = rig(valid, [error]);
      pass(100_000);
      await check.again(session);
      expect(calls).toEqual(expected);
    }
  });
});
