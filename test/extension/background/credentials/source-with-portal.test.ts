import { describe, expect, it } from 'vitest';
import { KeyferryError } from '#core/errors.ts';
import {
  type CredentialSource,
  createCredentialSource,
  type Pace,
} from '../../../../extension/background/credentials/source.ts';
import type { LiveSession } from '../../../../extension/background/sessions/session.ts';
import { pass, useFakeClock } from '../fake-clock.ts';
import { type FakeWorker, until } from '../fakes.ts';
import { type Asked, credentials, fakePortal, json, type Reply, refused } from '../portal-fake.ts';
import { complete, role, signedIn } from '../sessions/sessions-rig.ts';

useFakeClock();

const throttled = () => refused('TooManyRequestsException', 429, { 'retry-after': '1' });
const granted = () => json({ roleCredentials: credentials() });

/** A source of keys that requests keys from a simulated portal. The portal gives these replies in this order. */
async function source(...replies: ((asked: Asked) => Reply)[]) {
  const asked: string[] = [];
  const portal = fakePortal({
    '/federation': (each) => {
      asked.push(each.url.searchParams.get('account_id') ?? '');
      return (replies.shift() ?? granted)(each);
    },
  });
  const { worker, key } = await signedIn(portal);
  await complete(worker);
  const session = await worker.worker.sessions.live(key);
  const of = (pace: Pace, signal?: AbortSignal) => fetchWith(worker, session, pace, signal);
  return { worker, session, asked, of };
}

type Outcome = Awaited<ReturnType<CredentialSource['fetchKeys']>> | string;

/** Requests keys. @returns the keys, or the error code if the request fails */
async function fetchWith(
  { worker }: FakeWorker,
  session: LiveSession,
  pace: Pace,
  signal?: AbortSignal,
): Promise<Outcome> {
  try {
    return await worker.source.fetchKeys(session, role, signal ? { pace, signal } : { pace });
  } catch (error) {
    return error instanceof KeyferryError ? error.code : String(error);
  }
}

/**
 * A reply of the portal that arrives only when the test calls `answer`. If the request is aborted before, the reply
 * fails.
 */
function slowReply() {
  let answer = (_: Response) => {};
  let aborted = false;
  const reply = ({ init: { signal } }: Asked) =>
    new Promise<Response>((resolve, reject) => {
      answer = resolve;
      signal?.addEventListener('abort', () => {
        aborted = true;
        reject(signal.reason);
      });
    });
  return { reply, answer: () => answer(granted()), aborted: () => aborted };
}

const keys = { accessKeyId: 'ASIAKEYFERRYEXAMPLE1' };

describe('callers that request the keys of the same role', () => {
  it('share one request to the portal, even if some callers need the keys at once and other callers can wait', async () => {
    const slow = slowReply();
    const { asked, of } = await source(slow.reply);
    const all = [of('immediate'), of('queued'), of('immediate')];
    await until(() => asked.length > 0);
    slow.answer();
    expect(await Promise.all(all)).toMatchObject([keys, keys, keys]);
    expect(asked).toHaveLength(1);
    await of('immediate');
    expect(asked).toHaveLength(2);
  });

  it('share one request, which is cancelled only when the last caller stops waiting', async () => {
    const slow = slowReply();
    const { asked, of } = await source(slow.reply, granted);
    const [first, last] = [new AbortController(), new AbortController()];
    const waiting = of('immediate', first.signal);
    const other = of('immediate', last.signal);
    await until(() => asked.length > 0);
    first.abort('stopped');
    expect(await waiting).toBe('stopped');
    expect(slow.aborted()).toBe(false);
    last.abort('stopped too');
    expect(await other).toBe('stopped too');
    expect(slow.aborted()).toBe(true);
    expect(await of('immediate')).toMatchObject(keys);
  });

  it('still get the keys after another caller has stopped waiting', async () => {
    const slow = slowReply();
    const { asked, of } = await source(slow.reply);
    const stop = new AbortController();
    const stopped = of('queued', stop.signal);
    const other = of('queued');
    await until(() => asked.length > 0);
    stop.abort('stopped');
    slow.answer();
    expect([await stopped, await other]).toMatchObject(['stopped', keys]);
  });
});

describe('a request for keys', () => {
  it('with the pace `immediate` is sent only once, even if the portal throttles it', async () => {
    const { asked, of } = await source(throttled);
    expect(await of('immediate')).toBe('THROTTLED');
    expect(asked).toHaveLength(1);
  });

  it('with the pace `queued` is sent again when the portal throttles it', async () => {
    const { asked, of } = await source(throttled, throttled);
    const answer = of('queued');
    await until(() => asked.length === 3);
    expect(await answer).toMatchObject(keys);
  });

  it('that waits in the queue is sent at once when a second caller needs the same keys immediately', async () => {
    const { asked, of } = await source(() => refused('TooManyRequestsException', 429, { 'retry-after': '60' }));
    const queued = of('queued');
    await until(() => asked.length === 1);
    await pass(1000);
    expect(asked).toHaveLength(1);
    const immediate = of('immediate');
    expect(await Promise.all([queued, immediate])).toMatchObject([keys, keys]);
    expect(asked).toHaveLength(2);
  });

  it('is repeated after the portal throttled it, if one of its callers can wait; then all callers get the keys', async () => {
    const { asked, of } = await source(throttled, granted);
    const immediate = of('immediate');
    const queued = of('queued');
    await until(() => asked.length === 2);
    expect(await Promise.all([queued, immediate])).toMatchObject([keys, keys]);
  });
});

describe('attack 8: a session that ended or changed during a request for keys', () => {
  it('attack 8: gives no keys, and the request for keys is cancelled', async () => {
    const slow = slowReply();
    const { worker, asked, of } = await source(slow.reply);
    const answer = of('immediate');
    await until(() => asked.length > 0);
    await worker.worker.sessions.forget(() => true);
    expect(await answer).toBe('SESSION_CHANGED');
    expect(slow.aborted()).toBe(true);
    expect(await of('immediate')).toBe('SESSION_CHANGED');
    expect(asked).toHaveLength(1);
  });

  it('attack 8: gives no keys, even if the request for keys was not cancelled', async () => {
    const changed = createCredentialSource({
      requests: { credentialsNow: async () => credentials(), patient: () => Promise.reject(new Error('not queued')) },
      sessions: { isCurrent: async () => false, refused: async () => undefined },
      refresh: async () => undefined,
    });
    const session = { id: 'id1' } as LiveSession;
    await expect(changed.fetchKeys(session, role, { pace: 'immediate' })).rejects.toMatchObject({
      code: 'SESSION_CHANGED',
    });
  });

  it('attack 31: is shown as ended when the portal refuses its token', async () => {
    const { worker, of } = await source(() => refused('UnauthorizedException', 401));
    expect(await of('immediate')).toBe('SESSION_EXPIRED');
    expect(await worker.worker.sessions.all()).toMatchObject([{ expired: true, token: null }]);
    expect((worker.session.data.get('view') as { sessions: unknown }).sessions).toMatchObject([{ expired: true }]);
  });
});

describe('the stages of a request for keys', () => {
  it('are “sent”, “throttled” and “sent” again if the portal throttles the request once', async () => {
    const { worker, session } = await source(throttled);
    const stages: string[] = [];
    const fetched = worker.worker.source.fetchKeys(session, role, {
      pace: 'queued',
      onStage: (stage) => stages.push(stage),
    });
    await until(() => stages.length === 2);
    await pass(5_000);
    expect(await fetched).toMatchObject({ accessKeyId: expect.any(String) });
    expect(stages).toEqual(['sent', 'throttled', 'sent']);
  });

  it('are “sent” and then “waiting” if the portal refuses the role', async () => {
    const { worker, session } = await source(() => refused('ForbiddenException', 403));
    const stages: string[] = [];
    const options = { pace: 'queued', onStage: (stage: string) => stages.push(stage) } as const;
    const outcome = worker.worker.source.fetchKeys(session, role, options).then(
      () => 'keys',
      (error: KeyferryError) => error.code,
    );
    await until(() => stages.length > 0);
    await pass(5_000);
    expect(await outcome).toBe('NO_ACCESS');
    expect(stages).toEqual(['sent', 'waiting']);
  });
});
