import { describe, expect, it } from 'vitest';
import type { RoleCredentials } from '#core/credentials.ts';
import { KeyferryError } from '#core/errors.ts';
import type { FetchOptions } from '../../../../../extension/background/credentials/source.ts';
import { createLiveKeys, Deadline } from '../../../../../extension/background/live/serving/keys.ts';
import type { LiveSession } from '../../../../../extension/background/sessions/session.ts';
import { pass, useFakeClock } from '../../fake-clock.ts';
import { credentials, fakePortal, json, type Reply, refused } from '../../portal-fake.ts';
import { askKeys, keyRequests, liveWorker, named } from '../live-rig.ts';

useFakeClock();

const MINUTE = 60_000;
const session = { startUrl: 'https://demo.awsapps.com/start', identity: 'u1', id: 's1' } as LiveSession;
const role = { accountId: '111122223333', roleName: 'Admin' };
const forever = () => new AbortController().signal;

/**
 * The part of the worker that keeps keys in memory. It gets new keys from a simulated source, which gives these replies
 * in this order. If a reply is a number, the keys are valid for this many minutes. Otherwise it is an error.
 */
function rig(...replies: (number | KeyferryError)[]) {
  const clock = { now: 1_000_000_000_000, aheadMs: 0 };
  const options: FetchOptions[] = [];
  const fetchKeys = async (_: unknown, __: unknown, given: FetchOptions): Promise<RoleCredentials> => {
    options.push(given);
    const reply = replies.shift() ?? 60;
    if (reply instanceof KeyferryError) throw reply;
    return credentials(options.length, clock.now - clock.aheadMs + reply * MINUTE);
  };
  const keys = createLiveKeys({
    source: { fetchKeys },
    clock: { aheadMs: async () => clock.aheadMs },
    now: () => clock.now,
  });
  const get = async (given = session) => (await keys.get(given, role, forever())).accessKeyId.slice(-1);
  return { clock, keys, get, options };
}

describe('keys of live profiles in memory', () => {
  it('attack 42: are given out only while they are valid for at least 15 more minutes', async () => {
    const { clock, get } = rig();
    expect(await get()).toBe('1');
    clock.now += 44 * MINUTE;
    expect(await get()).toBe('1');
    // After these 2 minutes, the keys are valid for only 14 more minutes.
    clock.now += 2 * MINUTE;
    expect(await get()).toBe('2');
  });

  it.each(['OFFLINE', 'THROTTLED', 'TIMEOUT'] as const)(
    'attack 42: are given out until their last minute if the request for new keys fails with %s',
    async (code) => {
      const failure = new KeyferryError(code);
      const { clock, get } = rig(60, failure, failure);
      await get();
      clock.now += 50 * MINUTE;
      expect(await get()).toBe('1');
      clock.now += 9.5 * MINUTE;
      await expect(get()).rejects.toMatchObject({ code });
    },
  );

  it('are not given out in their last 15 minutes if the portal refuses new keys for the role', async () => {
    const { clock, get } = rig(60, new KeyferryError('NO_ACCESS'));
    await get();
    clock.now += 50 * MINUTE;
    await expect(get()).rejects.toMatchObject({ code: 'NO_ACCESS' });
  });

  it('are given out only in the first half of their validity if the portal issues keys for only 15 minutes', async () => {
    const { clock, get } = rig(15, 15);
    expect(await get()).toBe('1');
    clock.now += 7 * MINUTE;
    expect(await get()).toBe('1');
    clock.now += MINUTE;
    expect(await get()).toBe('2');
  });

  it('expire by the portal’s clock, not by this computer’s clock', async () => {
    const { clock, get } = rig();
    await get();
    // The simulated computer's clock is 30 minutes behind the portal's clock, so the keys are valid for only 10 more
    // minutes.
    clock.now += 20 * MINUTE;
    clock.aheadMs = -30 * MINUTE;
    expect(await get()).toBe('2');
  });

  it('attack 43: come from a single request to the portal if 100 callers ask for the same role at once', async () => {
    const { get, options } = rig();
    expect(new Set(await Promise.all(Array.from({ length: 100 }, () => get())))).toEqual(new Set(['1']));
    expect(options).toHaveLength(1);
    expect(options[0]?.pace).toBe('live');
  });

  it('are given out only to the user and for the portal of the first request', async () => {
    const { get } = rig();
    expect(await get()).toBe('1');
    expect(await get({ ...session, identity: 'u2' })).toBe('2');
    expect(await get({ ...session, startUrl: 'https://other.awsapps.com/start' })).toBe('3');
    expect(await get()).toBe('1');
  });

  it('are deleted when the session of their user ends, but not when the session of another user ends', async () => {
    const { keys, get } = rig();
    await get();
    const other = { ...session, identity: 'u2' };
    keys.keepOnly([{ ...session, expired: false }, other]);
    expect(await get()).toBe('1');
    keys.keepOnly([{ ...session, expired: true }, other]);
    expect(await get()).toBe('2');
  });

  it('do not include keys whose request began before all keys in memory were deleted', async () => {
    let answer = (_: RoleCredentials) => {};
    const fetchKeys = () => new Promise<RoleCredentials>((resolve) => (answer = resolve));
    const keys = createLiveKeys({ source: { fetchKeys }, clock: { aheadMs: async () => 0 }, now: () => 0 });
    const asked = keys.get(session, role, forever());
    await pass(0);
    keys.clear();
    answer(credentials());
    await expect(asked).rejects.toMatchObject({ code: 'SESSION_CHANGED' });
    const again = keys.get(session, role, forever());
    await pass(0);
    answer(credentials(2));
    expect((await again).accessKeyId).toMatch(/2$/);
  });
});

describe('a request for keys that gets no answer before its deadline', () => {
  /** A source of keys that answers a request only when the test calls `answer`. */
  function slow(stage: 'waiting' | 'sent') {
    const signals: AbortSignal[] = [];
    let answer = (_: RoleCredentials) => {};
    const fetchKeys = (_: unknown, __: unknown, { signal, onStage }: FetchOptions) => {
      if (signal) signals.push(signal);
      onStage?.(stage);
      return new Promise<RoleCredentials>((resolve, reject) => {
        answer = resolve;
        signal?.addEventListener('abort', () => reject(signal.reason));
      });
    };
    const keys = createLiveKeys({ source: { fetchKeys }, clock: { aheadMs: async () => 0 }, now: () => 0 });
    return { keys, signals, answer: (given: RoleCredentials) => answer(given) };
  }

  it('continues if it was already sent, so that the next caller gets the keys from memory', async () => {
    const { keys, signals, answer } = slow('sent');
    const deadline = new AbortController();
    const asked = keys.get(session, role, deadline.signal);
    await pass(0);
    deadline.abort(new Deadline());
    await expect(asked).rejects.toMatchObject({ code: 'TIMEOUT' });
    expect(signals[0]?.aborted).toBe(false);
    answer(credentials(7));
    await pass(0);
    expect((await keys.get(session, role, forever())).accessKeyId).toMatch(/7$/);
    expect(signals).toHaveLength(1);
  });

  it('is removed from the queue if it was not sent yet', async () => {
    const { keys, signals } = slow('waiting');
    const deadline = new AbortController();
    const asked = keys.get(session, role, deadline.signal);
    await pass(0);
    deadline.abort(new Deadline());
    await expect(asked).rejects.toMatchObject({ code: 'THROTTLED' });
    expect(signals[0]?.aborted).toBe(true);
  });
});

describe('requests of programs for the keys of many roles at once', () => {
  /** A portal that allows 10 requests in each calendar second. For more requests, it answers 429. */
  function strict() {
    let second = 0;
    let count = 0;
    return (): Reply => {
      const now = Math.floor(Date.now() / 1000);
      if (now !== second) [second, count] = [now, 0];
      count += 1;
      return count > 10
        ? refused('TooManyRequestsException', 429, { 'retry-after': '1' })
        : json({ roleCredentials: credentials() });
    };
  }
  const roles = Array.from({ length: 60 }, (_, at) =>
    named(`p${at}`, at % 2 === 0 ? 'Admin' : 'ReadOnly', String(100_000_000_000 + Math.floor(at / 2))),
  );
  const askAll = async (worker: Parameters<typeof askKeys>[0]) => {
    const answers = await Promise.all(roles.map(({ name }) => askKeys(worker, name)));
    return answers.filter(({ ok }) => ok).length;
  };

  it('all get keys at the second try, although the portal allows only 10 requests a second', async () => {
    const portal = fakePortal({ '/federation': strict() }, 30);
    const { worker } = await liveWorker(portal, roles);
    const first = await askAll(worker);
    expect(first).toBeGreaterThan(20);
    expect(await askAll(worker)).toBe(60);
  });

  it('attack 43: cause, for 100 programs and 20 roles, only 20 requests to the portal, and at most four at the same time', async () => {
    let open = 0;
    let most = 0;
    const portal = fakePortal(
      {
        '/federation': () => {
          open += 1;
          most = Math.max(most, open);
          return new Promise((resolve) =>
            setTimeout(() => {
              open -= 1;
              resolve(json({ roleCredentials: credentials() }));
            }, 500),
          );
        },
      },
      30,
    );
    const { worker } = await liveWorker(portal, roles.slice(0, 20));
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, at) => askKeys(worker, roles[at % 20]?.name ?? '')),
    );
    expect(answers.filter(({ ok }) => ok)).toHaveLength(100);
    expect(keyRequests(portal)).toBe(20);
    expect(most).toBe(4);
  });
});
