import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { View } from '#core/protocol/messages.ts';
import { useFakeClock } from '../extension/background/fake-clock.ts';
import { announce, fakeWorker, popup, portalPage, until } from '../extension/background/fakes.ts';
import {
  credentials,
  fakePortal,
  json,
  type Reply,
  refused,
  secret,
  token,
} from '../extension/background/portal-fake.ts';

useFakeClock();

const CANARY = /CANARY|ASIAKEYFERRY/;
const role = { accountId: '111122223333', roleName: 'Admin' };

/** Collects everything that the worker prints. */
function listenToConsole() {
  const said: string[] = [];
  const keep = (...words: unknown[]) => void said.push(words.map(String).join(' '));
  for (const method of ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const) {
    vi.spyOn(console, method).mockImplementation(keep);
  }
  return said;
}

let said: string[];
beforeEach(() => {
  said = listenToConsole();
});
afterEach(() => {
  vi.restoreAllMocks();
});

async function ready(federation: () => Reply | undefined) {
  const portal = fakePortal({ '/federation': federation });
  const worker = fakeWorker(portal);
  await announce(worker);
  const session = (worker.session.data.get('view') as View).sessions[0]?.key;
  const answer = await worker.send(popup, 'popup/use-portal', { session });
  const view = () => worker.session.data.get('view') as View;
  await worker.send(popup, 'popup/open');
  await until(() => view().listing.phase === 'complete');
  return { worker, portal, view, session: (answer.value as View).current };
}

const kept = ({ local, icon }: { local: { data: Map<string, unknown> }; icon: string[] }) =>
  JSON.stringify([[...local.data], icon]);

describe('the worker and the secrets of a session', () => {
  it('attack 29: no secret is shown or stored from the start to the end of a session', async () => {
    const { worker, portal, view, session } = await ready(() => undefined);
    const copied = await worker.send(popup, 'popup/get-credentials', { session, ...role });
    // This reply to the popup contains the secrets. So it is certain that the worker had them.
    expect(JSON.stringify(copied)).toMatch(CANARY);
    const written = await worker.send(popup, 'popup/write-profile', { session, ...role, name: 'p', replace: false });
    await worker.send(portalPage(), 'portal/signed-out');
    expect(JSON.stringify([written, view()])).not.toMatch(CANARY);
    expect(kept(worker)).not.toMatch(CANARY);
    expect(said.join('\n')).not.toMatch(CANARY);
    expect(portal.asked.map(({ url }) => url.href).join('\n')).not.toMatch(CANARY);
    // After the sign-out, the storage in the worker's memory contains no secret.
    expect(JSON.stringify([...worker.session.data])).not.toMatch(CANARY);
  });

  it('attack 29: credentials are never in a storage area, not even for a moment', async () => {
    const { worker, session } = await ready(() => undefined);
    const sets: string[] = [];
    for (const area of [worker.local, worker.session]) {
      const { set } = area;
      area.set = async (items) => {
        sets.push(JSON.stringify(items));
        await set(items);
      };
    }
    worker.host.answer = (frame) =>
      frame.kind === 'hello'
        ? { ok: true, version: '1', protocol: 1 }
        : { ok: false, code: 'PROFILE_EXISTS', message: 'The profile p exists.' };
    const wish = { session, ...role, name: 'p', replace: false };
    expect(await worker.send(popup, 'popup/write-profile', wish)).toMatchObject({ code: 'PROFILE_EXISTS' });
    await worker.send(popup, 'popup/open');
    expect(sets.join('\n')).not.toContain(secret);
  });

  it.each<[string, () => Reply]>([
    ['a refusal that quotes the token', () => refused('UnauthorizedException', 401)],
    ['an HTML page that quotes the token', () => new Response(`<h1>${token}</h1>`)],
    ['cut JSON with a secret in it', () => new Response(`{"roleCredentials":{"secretAccessKey":"${secret}`)],
    ['keys of the wrong shape', () => json({ roleCredentials: { ...credentials(), secretAccessKey: `${secret}\n` } })],
    ['a network error that quotes the token', () => Promise.reject(new TypeError(`failed with ${token}`))],
  ])('attack 29: no secret is shown or stored after %s', async (_, reply) => {
    const { worker, view, session } = await ready(reply);
    const answers = [
      await worker.send(popup, 'popup/get-credentials', { session, ...role }),
      await worker.send(popup, 'popup/write-profile', { session, ...role, name: 'p', replace: false }),
    ];
    expect(answers.every(({ ok }) => !ok)).toBe(true);
    expect(JSON.stringify([answers, view()])).not.toMatch(CANARY);
    expect(kept(worker)).not.toMatch(CANARY);
    expect(said.join('\n')).not.toMatch(CANARY);
  });
});
