import { describe, expect, it } from 'vitest';
import { type ErrorCode, KeyferryError } from '#core/errors.ts';
import { createCancellation } from '../../../../extension/background/sessions/cancellation.ts';
import type { LiveSession } from '../../../../extension/background/sessions/session.ts';
import { createSessionRequests } from '../../../../extension/background/sessions/session-requests.ts';
import { startUrl, token } from '../portal-fake.ts';

const role = { accountId: '111122223333', roleName: 'Admin' };
const session = { id: 'a', token, region: 'eu-west-1', partition: 'aws', startUrl } as LiveSession;
const origin = 'https://portal.sso.eu-west-1.amazonaws.com';

type Deps = Parameters<typeof createSessionRequests>[0];

/**
 * Requests whose answer or error the test sets. `calls` shows for each request whether the limiter treated it as
 * `urgent` or `patient`.
 */
function rig(answer: () => unknown, { granted = true, stored = [session] as readonly LiveSession[] } = {}) {
  const calls: string[] = [];
  const asked: string[] = [];
  const cancellation = createCancellation();
  const waiting: AbortSignal[] = [];
  const limiter = {
    urgent: (run: () => unknown) => {
      calls.push('urgent');
      return run();
    },
    patient: (run: () => unknown, signal: AbortSignal) => {
      calls.push('patient');
      waiting.push(signal);
      return run();
    },
  };
  const request = async (access: { origin: string; token: string }) => {
    calls.push(`${access.origin} ${access.token}`);
    return answer();
  };
  const requests = createSessionRequests({
    sso: { whoAmI: request, credentials: request } as unknown as Deps['sso'],
    limiters: {
      of: (portal: string) => {
        asked.push(portal);
        return limiter;
      },
    } as unknown as Deps['limiters'],
    cancellation,
    store: { all: async () => stored },
    granted: async (pattern) => {
      asked.push(pattern);
      return granted;
    },
  });
  return { requests, calls, asked, cancellation, waiting };
}

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: KeyferryError) => error.code,
  );
const failing = (code: ErrorCode) => () => {
  throw new KeyferryError(code as never);
};

describe('a request for a session', () => {
  it('is sent with the session’s token to the API of the session’s region, through the rate limiter of the portal', async () => {
    const { requests, calls, asked } = rig(() => 'answer');
    expect(await requests.whoAmI(session)).toBe('answer');
    expect(await requests.credentialsNow(session, role, new AbortController().signal)).toBe('answer');
    const answer = await requests.patient(session, async (_, access) => `${access.region} ${access.token}`);
    expect(answer).toBe(`eu-west-1 ${token}`);
    expect(calls).toEqual(['urgent', `${origin} ${token}`, 'urgent', `${origin} ${token}`, 'patient']);
    expect(asked).toEqual([startUrl, startUrl, startUrl]);
  });

  it.each([[[]], [[{ ...session, token: 'OTHER' }]], [[{ ...session, id: 'b' }]]])(
    'is not sent if the session is no longer stored with the same id and token',
    async (stored) => {
      const { requests, calls } = rig(() => 'answer', { stored });
      expect(await codeOf(requests.whoAmI(session))).toBe('SESSION_CHANGED');
      expect(calls).toEqual([]);
    },
  );

  it('fails with the error ACCESS_WITHHELD if the browser blocks access to the portal’s API; other errors do not change', async () => {
    const withheld = rig(failing('OFFLINE'), { granted: false });
    await expect(withheld.requests.whoAmI(session)).rejects.toMatchObject({
      code: 'ACCESS_WITHHELD',
      params: { origin },
    });
    expect(withheld.asked).toContain(`${origin}/*`);
    expect(await codeOf(rig(failing('OFFLINE')).requests.whoAmI(session))).toBe('OFFLINE');
    expect(await codeOf(rig(failing('TIMEOUT'), { granted: false }).requests.whoAmI(session))).toBe('TIMEOUT');
    const fault = Object.assign(new Error('a fault'), { code: 'OFFLINE' });
    const other = rig(
      () => {
        throw fault;
      },
      { granted: false },
    );
    await expect(other.requests.whoAmI(session)).rejects.toBe(fault);
  });

  it('fails with the reason of its cancellation, even if an answer or an error arrives later', async () => {
    for (const end of [() => 'answer', failing('OFFLINE')]) {
      const { requests, cancellation } = rig(() => {
        cancellation.abort('a', new KeyferryError('SESSION_EXPIRED'));
        return end();
      });
      expect(await codeOf(requests.whoAmI(session))).toBe('SESSION_EXPIRED');
    }
  });

  it('fails with the reason of the caller’s abort signal; the caller’s second signal, `waiting`, only ends the wait in the queue', async () => {
    const [signal, waits] = [new AbortController(), new AbortController()];
    const { requests, waiting } = rig(() => signal.abort(new KeyferryError('TIMEOUT')));
    expect(await codeOf(requests.credentialsNow(session, role, signal.signal))).toBe('TIMEOUT');
    await requests.patient(session, async () => 'answer', { waiting: waits.signal });
    expect(waiting[0]?.aborted).toBe(false);
    waits.abort();
    expect(waiting[0]?.aborted).toBe(true);
  });
});
