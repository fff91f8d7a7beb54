import { describe, expect, it } from 'vitest';
import type { WrittenTogether } from '#core/protocol/messages.ts';
import { pass, useFakeClock } from '../fake-clock.ts';
import { type FakeWorker, fakeWorker, goodHost, listedSession, popup, portalPage, until, viewOf } from '../fakes.ts';
import { type Asked, credentials, fakePortal, json, type Reply, refused, startUrl } from '../portal-fake.ts';

useFakeClock();

const writes = ({ host }: FakeWorker) => host.frames.filter(({ kind }) => kind === 'write-profiles');
const accountOf = ({ url }: Asked) => url.searchParams.get('account_id') ?? '';

const roles = (count: number) =>
  Array.from({ length: count }, (_, at) => ({
    accountId: String(100_000_000_000 + at),
    roleName: 'Admin',
    name: `account-${at}-admin`,
  }));

async function ready(reply: (asked: Asked) => Reply | undefined = () => undefined) {
  let serial = 0;
  const portal = fakePortal({
    '/federation': (asked) => reply(asked) ?? json({ roleCredentials: credentials(++serial) }),
  });
  const worker = fakeWorker(portal);
  const session = await listedSession(worker);
  const fetched = () => portal.asked.filter(({ url }) => url.pathname === '/federation/credentials').map(accountOf);
  const write = async (wanted = roles(20), replace = false, seen?: string) => {
    const answer = await worker.send(popup, 'popup/write-profiles', { session, roles: wanted, replace, seen });
    return answer as { ok: boolean; value?: WrittenTogether; code?: string; message?: string };
  };
  return { worker, session, fetched, write };
}

describe('several roles written together', () => {
  it('cause one request for each role and one message to the host, and keep their order', async () => {
    const { worker, fetched, write } = await ready();
    const answer = await write();
    const names = roles(20).map(({ name }) => name);
    expect(answer).toEqual({ ok: true, value: { is: 'written', names, expiration: expect.any(Number) } });
    expect(fetched().toSorted()).toEqual(roles(20).map(({ accountId }) => accountId));
    expect(writes(worker)).toHaveLength(1);
    expect(writes(worker)[0]).toMatchObject({ portal: startUrl, replace: false });
    const written = writes(worker)[0]?.profiles as { name: string; credentials: { accessKeyId: string } }[];
    expect(written.map(({ name }) => name)).toEqual(names);
    expect(new Set(written.map((each) => each.credentials.accessKeyId)).size).toBe(20);
    expect(JSON.stringify(answer)).not.toMatch(/CANARY|ASIA/);
  });

  it('cause an answer to the popup that contains the host’s warnings about the files', async () => {
    const { worker, write } = await ready();
    const warnings = ['Line 4 of FILE begins a second section.'];
    worker.host.answer = (frame) =>
      frame.kind === 'write-profiles' ? { ...goodHost(frame), warnings } : goodHost(frame);
    expect(await write(roles(2))).toMatchObject({ ok: true, value: { is: 'written', warnings } });
  });

  it('are requested at the same time, but at most 20 in a second', async () => {
    let inFlight = 0;
    let most = 0;
    const { write } = await ready(async () => {
      inFlight += 1;
      most = Math.max(most, inFlight);
      await new Promise((rest) => setTimeout(rest, 800));
      inFlight -= 1;
      return json({ roleCredentials: credentials() });
    });
    const began = Date.now();
    await write();
    expect(most).toBeGreaterThan(3);
    // The limiter sends at most 20 requests per second, so the last of 20 requests starts after 0.95 s.
    expect(Date.now() - began).toBeGreaterThan(800 + 900);
  });

  it('cause only one request if one role is written under two names', async () => {
    const { fetched, write } = await ready();
    await write([...roles(1), ...roles(1).map((role) => ({ ...role, name: 'again' }))]);
    expect(fetched()).toHaveLength(1);
  });

  it('are written only if all keys were fetched; otherwise, each failure is reported', async () => {
    const { worker, write } = await ready((asked) =>
      ['100000000003', '100000000011'].includes(accountOf(asked)) ? refused('ForbiddenException', 403) : undefined,
    );
    const { value } = await write();
    expect(value).toMatchObject({
      is: 'not-fetched',
      failed: [
        { accountId: '100000000003', roleName: 'Admin', code: 'NO_ACCESS' },
        { accountId: '100000000011', roleName: 'Admin', code: 'NO_ACCESS' },
      ],
    });
    expect(writes(worker)).toEqual([]);
  });

  it('cause, at the second try, requests only for the keys that are still missing', async () => {
    let refuses = true;
    const { worker, fetched, write } = await ready((asked) =>
      refuses && accountOf(asked) === '100000000003' ? refused('ForbiddenException', 403) : undefined,
    );
    await write();
    const others = roles(20).filter(({ accountId }) => accountId !== '100000000003');
    expect(await write(others)).toMatchObject({ value: { is: 'written' } });
    expect(fetched()).toHaveLength(20);
    expect(writes(worker)).toHaveLength(1);
    await write();
    refuses = false;
    const before = fetched().length;
    expect(await write()).toMatchObject({ value: { is: 'written' } });
    expect(fetched().slice(before)).toEqual(['100000000003']);
  });

  it('are written later if the portal first answers with status 429', async () => {
    let refusals = 3;
    const { write } = await ready(() =>
      refusals-- > 0 ? refused('TooManyRequestsException', 429, { 'retry-after': '1' }) : undefined,
    );
    expect(await write()).toMatchObject({ value: { is: 'written' } });
  });

  it('are written, without a second request for keys, after the user confirms that the host may overwrite profiles', async () => {
    const { worker, fetched, write } = await ready();
    worker.host.answer = (frame) =>
      frame.kind === 'write-profiles' && frame.replace === false
        ? { ok: false, code: 'PROFILES_EXIST', message: 'a and b exist.', seen: '4'.repeat(32) }
        : goodHost(frame);
    expect(await write()).toMatchObject({ ok: false, code: 'PROFILES_EXIST', message: 'a and b exist.' });
    expect(await write(roles(20), true, '4'.repeat(32))).toMatchObject({ value: { is: 'written' } });
    expect(fetched()).toHaveLength(20);
    expect(writes(worker).map(({ replace, seen }) => [replace, seen])).toEqual([
      [false, undefined],
      [true, '4'.repeat(32)],
    ]);
  });

  it('attack 9: cause no request to the portal or the host if a name is invalid or used twice', async () => {
    const { worker, fetched, write } = await ready();
    const [one, two] = roles(2);
    if (!one || !two) throw new Error('two roles');
    expect(await write([one, { ...two, name: 'x]\n[default]' }])).toMatchObject({ ok: false, code: 'NAME_INVALID' });
    expect(await write([one, { ...two, name: one.name }])).toMatchObject({ ok: false, code: 'NAMES_COLLIDE' });
    expect(fetched()).toEqual([]);
    expect(writes(worker)).toEqual([]);
  });

  it('cause no request to the portal when the host is missing', async () => {
    const { worker, fetched, write } = await ready();
    worker.host.connectNative = () => {
      throw new Error('Specified native messaging host not found.');
    };
    worker.host.drop('Native host has exited.');
    expect(await write()).toMatchObject({ ok: false, code: 'HOST_MISSING' });
    expect(fetched()).toEqual([]);
  });

  it('get no answer from the worker if one message contains too many roles', async () => {
    const { worker, session } = await ready();
    const many = worker.send(popup, 'popup/write-profiles', { session, roles: roles(501), replace: false });
    expect(await many).toBeUndefined();
    expect(await worker.send(portalPage(), 'popup/write-profiles', { session, roles: roles(1), replace: false })).toBe(
      undefined,
    );
  });
});

describe('while the keys of several roles are fetched', () => {
  const slow = () => {
    const waiting: (() => void)[] = [];
    const reply = ({ init: { signal } }: Asked) =>
      new Promise<Response>((resolve, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason));
        waiting.push(() => resolve(json({ roleCredentials: credentials() })));
      });
    return { waiting, reply };
  };

  it('the popup shows the progress', async () => {
    const { waiting, reply } = slow();
    const { worker, write } = await ready(reply);
    const written = write(roles(3));
    await until(() => waiting.length === 3);
    expect(viewOf(worker).writing).toEqual({ done: 0, total: 3 });
    waiting[0]?.();
    await until(() => viewOf(worker).writing?.done === 1);
    for (const answer of waiting) answer();
    await written;
    await until(() => viewOf(worker).writing === null);
  });

  it('a click on Cancel ends the requests, and nothing is written', async () => {
    const { waiting, reply } = slow();
    const { worker, fetched, write } = await ready(reply);
    const written = write(roles(200));
    await until(() => waiting.length > 2);
    await worker.send(popup, 'popup/cancel-writing');
    expect(await written).toEqual({ ok: true, value: { is: 'cancelled' } });
    const before = fetched().length;
    await pass(50);
    expect(fetched()).toHaveLength(before);
    expect(writes(worker)).toEqual([]);
    expect(viewOf(worker).writing).toBeNull();
  });

  it('attack 8: when the user signs out, nothing is written', async () => {
    const { waiting, reply } = slow();
    const { worker, write } = await ready(reply);
    const written = write(roles(3));
    await until(() => waiting.length === 3);
    await worker.send(portalPage(), 'portal/signed-out');
    for (const answer of waiting) answer();
    expect(await written).toMatchObject({ ok: false, code: 'SESSION_CHANGED' });
    expect(writes(worker)).toEqual([]);
  });

  it('the end of the session causes one error, not one error for each role', async () => {
    const { worker, write } = await ready(() => refused('UnauthorizedException', 401));
    expect(await write()).toMatchObject({ ok: false, code: 'SESSION_EXPIRED' });
    expect(writes(worker)).toEqual([]);
    expect(viewOf(worker).sessions[0]?.expired).toBe(true);
  });
});
