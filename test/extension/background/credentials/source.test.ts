import { describe, expect, it } from 'vitest';
import { KeyferryError } from '#core/errors.ts';
import {
  type CredentialSourceDeps,
  createCredentialSource,
  type Pace,
} from '../../../../extension/background/credentials/source.ts';
import type { LiveSession } from '../../../../extension/background/sessions/session.ts';
import { settleIn } from '../event-loop.ts';
import { credentials } from '../portal-fake.ts';
import { role } from '../sessions/sessions-rig.ts';

const session = { id: 'id1' } as LiveSession;
const otherRole = { ...role, roleName: 'ReadOnly' };
const throttled = () => new KeyferryError('THROTTLED');
const settle = () => settleIn(5);

/** One request that reached the simulated portal. The test answers it. */
interface Sent {
  readonly way: 'now' | 'queue' | 'live queue';
  readonly isFirst: boolean;
  /** True if the request was already cancelled when it entered the queue. */
  readonly leftAtOnce: boolean;
  readonly answer: () => void;
  readonly fail: (error: unknown) => void;
}

/**
 * A source of keys. The test answers its requests one by one. If a request is cancelled while it waits in a queue, it
 * fails.
 */
function rig() {
  const sent: Sent[] = [];
  const state = { isCurrent: true, refused: 0, refreshed: 0 };
  type Way = Pick<Sent, 'way' | 'isFirst' | 'leftAtOnce'>;
  const send = (way: Way, waiting?: AbortSignal) =>
    new Promise<ReturnType<typeof credentials>>((resolve, reject) => {
      sent.push({ ...way, answer: () => resolve(credentials()), fail: reject });
      if (way.leftAtOnce) reject(new Error('it never waited'));
      waiting?.addEventListener('abort', () => reject(waiting.reason));
    });
  const deps = {
    requests: {
      credentialsNow: () => send({ way: 'now', isFirst: false, leftAtOnce: false }),
      patient: (
        _session: unknown,
        _request: unknown,
        options: Parameters<CredentialSourceDeps['requests']['patient']>[2],
      ) => {
        const { live = false, first = false, waiting } = options ?? {};
        const way = live ? 'live queue' : 'queue';
        return send({ way, isFirst: first, leftAtOnce: waiting?.aborted ?? false }, waiting);
      },
    } as unknown as CredentialSourceDeps['requests'],
    sessions: {
      isCurrent: async () => state.isCurrent,
      refused: async () => {
        state.refused += 1;
        state.isCurrent = false;
      },
    },
    refresh: async () => {
      state.refreshed += 1;
    },
  };
  const source = createCredentialSource(deps);
  const ask = (pace: Pace, of = role, signal?: AbortSignal) =>
    source.fetchKeys(session, of, signal ? { pace, signal } : { pace }).then(
      () => 'keys',
      (error: unknown) => (error instanceof KeyferryError ? error.code : String(error)),
    );
  return { sent, state, ask, ways: () => sent.map(({ way }) => way) };
}

describe('a request for keys that several callers share', () => {
  it('is sent in the way that its first caller wants: at once, in the queue, or in the queue for live profiles', async () => {
    const { ask, sent, ways } = rig();
    void ask('immediate');
    void ask('queued', otherRole);
    void ask('live', { ...role, roleName: 'Live' });
    await settle();
    expect(ways()).toEqual(['now', 'queue', 'live queue']);
    expect(sent.map(({ isFirst }) => isFirst)).toEqual([false, true, false]);
  });

  it('is repeated in the queue after the portal throttled it, if one of its callers can wait', async () => {
    const { ask, sent, ways } = rig();
    const all = [ask('immediate'), ask('queued')];
    sent[0]?.fail(throttled());
    await settle();
    expect(ways()).toEqual(['now', 'queue']);
    sent[1]?.answer();
    expect(await Promise.all(all)).toEqual(['keys', 'keys']);
  });

  it('is sent at once for an urgent caller; after the portal throttled the request, it stays in the queue', async () => {
    const { ask, sent, ways } = rig();
    const all = [ask('queued'), ask('immediate')];
    await settle();
    expect(ways()).toEqual(['queue', 'now']);
    sent[1]?.fail(throttled());
    await settle();
    expect(ways()).toEqual(['queue', 'now', 'queue']);
    expect(sent[2]?.leftAtOnce).toBe(false);
    sent[2]?.answer();
    expect(await Promise.all(all)).toEqual(['keys', 'keys']);
  });

  it('is sent at once when a new urgent caller comes, although the portal throttled the request for the first urgent caller', async () => {
    const { ask, sent, ways } = rig();
    const all = [ask('queued'), ask('immediate')];
    await settle();
    sent[1]?.fail(throttled());
    await settle();
    all.push(ask('immediate'));
    await settle();
    expect(ways()).toEqual(['queue', 'now', 'queue', 'now']);
    sent[3]?.answer();
    expect(await Promise.all(all)).toEqual(['keys', 'keys', 'keys']);
  });

  it('is sent only once outside the queue, even if several callers need the keys immediately', async () => {
    const { ask, sent, ways } = rig();
    const all = [ask('queued'), ask('immediate'), ask('immediate')];
    await settle();
    expect(ways()).toEqual(['queue', 'now']);
    sent[1]?.answer();
    expect(await Promise.all(all)).toEqual(['keys', 'keys', 'keys']);
  });

  it('waits in the queue for live profiles after the portal throttled it, if one of its callers uses a live profile', async () => {
    const { ask, sent, ways } = rig();
    const all = [ask('immediate'), ask('live')];
    sent[0]?.fail(throttled());
    await settle();
    expect(ways()).toEqual(['now', 'live queue']);
    sent[1]?.answer();
    expect(await Promise.all(all)).toEqual(['keys', 'keys']);
  });

  it.each(['queued', 'live'] as const)(
    'fails at once for all callers if the portal refuses the role (pace of the second caller: %s)',
    async (pace) => {
      const { ask, sent, ways } = rig();
      const all = [ask('immediate'), ask(pace)];
      sent[0]?.fail(new KeyferryError('NO_ACCESS'));
      expect(await Promise.all(all)).toEqual(['NO_ACCESS', 'NO_ACCESS']);
      expect(ways()).toEqual(['now']);
    },
  );

  it('gives no keys to callers that ask after the request has ended', async () => {
    const { ask, sent } = rig();
    const first = ask('immediate');
    sent[0]?.fail(throttled());
    expect(await first).toBe('THROTTLED');
    const second = ask('immediate');
    sent[1]?.answer();
    expect(await second).toBe('keys');
    void ask('immediate');
    expect(sent).toHaveLength(3);
  });
});

describe('a cancelled request for keys', () => {
  it('does not disturb the next request for the same role, even if the cancelled request ends later', async () => {
    const { ask, sent } = rig();
    const stop = new AbortController();
    const cancelled = ask('immediate', role, stop.signal);
    stop.abort('stopped');
    expect(await cancelled).toBe('stopped');
    const next = ask('immediate');
    // The cancelled request ends only here, after the next request has begun.
    sent[0]?.fail('stopped');
    await settle();
    const other = ask('immediate');
    await settle();
    expect(sent).toHaveLength(2);
    sent[1]?.answer();
    expect(await Promise.all([next, other])).toEqual(['keys', 'keys']);
  });
});

describe('a portal that refuses the session', () => {
  it('attack 31: ends the session only once, although requests for several roles fail', async () => {
    const { ask, sent, state } = rig();
    const [one, other] = [ask('immediate'), ask('immediate', otherRole)];
    sent[0]?.fail(new KeyferryError('SESSION_EXPIRED'));
    expect(await one).toBe('SESSION_EXPIRED');
    sent[1]?.fail(new KeyferryError('SESSION_EXPIRED'));
    expect(await other).toBe('SESSION_EXPIRED');
    expect(state).toMatchObject({ refused: 1, refreshed: 1 });
  });

  it('attack 31: does not end the session if the portal refuses only the role', async () => {
    const { ask, sent, state } = rig();
    const one = ask('immediate');
    sent[0]?.fail(new KeyferryError('NO_ACCESS'));
    expect(await one).toBe('NO_ACCESS');
    expect(state).toMatchObject({ refused: 0, refreshed: 0 });
  });
});
