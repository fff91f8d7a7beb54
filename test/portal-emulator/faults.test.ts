import { request } from 'node:https';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { PATIENCE_MS } from '../waiting.ts';
import { type PortalEmulator, startPortalEmulator } from './index.ts';
import { defaultLiveOptions } from './options.ts';
import { askApi } from './request.ts';

let emulator: PortalEmulator;
let token: string;

beforeAll(async () => {
  emulator = await startPortalEmulator();
  token = emulator.signIn();
});
afterAll(() => emulator.close());
afterEach(() => {
  Object.assign(emulator.options, defaultLiveOptions, { faults: [] });
});

const whoAmI = () => askApi(emulator, '/token/whoAmI', token);
const credentials = () => askApi(emulator, '/federation/credentials?account_id=123456789012&role_name=Admin', token);

describe('throttling in the portal emulator', () => {
  it('attack 35: refuses requests with 429 after a burst of requests, and sends Retry-After if a test wants it', async () => {
    emulator.options.throttle = { ratePerSecond: 0.001, burst: 3, retryAfterSeconds: 7 };
    const answers = await Promise.all(Array.from({ length: 5 }, whoAmI));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 429, 429]);
    const refused = answers.find(({ status }) => status === 429);
    expect(refused?.headers['retry-after']).toBe('7');
    expect(refused?.json()).toEqual({
      message: 'HTTP 429 Unknown Code',
      __type: 'com.amazonaws.switchboard.portal#TooManyRequestsException',
    });
    emulator.options.throttle = null;
    expect((await whoAmI()).status).toBe(200);
  });
});

describe('faults that a test sets in the portal emulator', () => {
  it('affect only requests for the given path, and only as many requests as the option `times` says', async () => {
    emulator.options.faults = [{ do: 'error', name: 'UnauthorizedException', on: '/token/whoAmI', times: 1 }];
    expect((await credentials()).status).toBe(200);
    expect((await whoAmI()).status).toBe(401);
    expect((await whoAmI()).status).toBe(200);
  });

  it('attack 28: can be a login page with the status 200, a redirect, or a status without a body', async () => {
    emulator.options.faults = [
      { do: 'login-page', times: 1 },
      { do: 'redirect', location: 'https://evil.example/', times: 1 },
      { do: 'answer', status: 503, times: 1 },
    ];
    expect((await whoAmI()).body).toContain('<h1>Log in');
    expect(await whoAmI()).toMatchObject({ status: 302, headers: { location: 'https://evil.example/' } });
    expect(await whoAmI()).toMatchObject({ status: 503, body: '' });
  });

  it('attack 28: can remove and add fields', async () => {
    emulator.options.faults = [
      { do: 'rewrite', on: /credentials/, change: ({ roleCredentials: _keys, ...rest }) => ({ ...rest, more: 1 }) },
    ];
    expect((await credentials()).json()).toEqual({ more: 1 });
  });

  it('attack 28: can be expired credentials, or a clock that is ahead', async () => {
    emulator.options.roleSessionMs = -1000;
    const past = (await credentials()).json() as { roleCredentials: { expiration: number } };
    expect(past.roleCredentials.expiration).toBeLessThan(Date.now());
    emulator.options.clockSkewMs = 7_200_000;
    expect(Date.parse((await whoAmI()).headers.date ?? '') - Date.now()).toBeGreaterThan(7_000_000);
  });

  it('attack 35: can be a slow response, half a response, or a closed connection', async () => {
    emulator.options.faults = [
      { do: 'delay', ms: 300, times: 1 },
      { do: 'cut', times: 1 },
      { do: 'reset', times: 1 },
    ];
    const start = performance.now();
    expect((await whoAmI()).status).toBe(200);
    expect(performance.now() - start).toBeGreaterThan(290);
    await expect(whoAmI()).rejects.toThrow('aborted');
    await expect(whoAmI()).rejects.toThrow(/hang up|ECONNRESET/);
  });

  it('attack 35: can be a missing response, and the request then has no effect', async () => {
    emulator.options.faults = [{ do: 'hang', on: '/federation/credentials' }];
    const issued = emulator.issued.accessKeyIds.length;
    const before = emulator.requests.length;
    let isAnswered = false;
    void credentials().then(
      () => {
        isAnswered = true;
      },
      () => undefined,
    );
    await vi.waitFor(() => expect(emulator.requests).toHaveLength(before + 1), PATIENCE_MS);
    // The emulator has answered three later requests. A response to the first request would have come before these
    // answers.
    for (let times = 0; times < 3; times += 1) expect((await whoAmI()).status).toBe(200);
    expect(isAnswered).toBe(false);
    expect(emulator.issued.accessKeyIds).toHaveLength(issued);
    expect(emulator.requests[before]?.status).toBeNull();
  });

  it('attack 28: can be a body of 1 GB, which is sent until the client stops reading', async () => {
    emulator.options.faults = [{ do: 'flood' }];
    const bytes = await new Promise<number>((resolve, reject) => {
      const sent = request(`${emulator.url}/token/whoAmI`, { ca: emulator.certPem, agent: false }, (response) => {
        let read = 0;
        response.on('data', (chunk: Buffer) => {
          read += chunk.length;
          if (read > 20_000_000) response.destroy();
        });
        response.on('close', () => resolve(read));
      });
      sent.on('error', reject);
      sent.end();
    });
    expect(bytes).toBeGreaterThan(20_000_000);
    emulator.options.faults = [];
    expect((await whoAmI()).status).toBe(200);
  });

  it('end when the emulator closes, even if a request is still waiting for its response', async () => {
    const other = await startPortalEmulator({ latencyMs: 60_000 });
    const waiting = askApi(other, '/token/whoAmI', other.signIn()).catch(() => 'closed');
    await vi.waitFor(() => expect(other.requests).toHaveLength(1), PATIENCE_MS);
    await other.close();
    expect(await waiting).toBe('closed');
  });
});
