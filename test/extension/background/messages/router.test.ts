import { describe, expect, it } from 'vitest';
import { KeyferryError } from '#core/errors.ts';
import { messages } from '#core/protocol/messages.ts';
import { createRouter, type Handlers } from '../../../../extension/background/messages/router.ts';
import { forbiddenSenders, kinds, validBody } from '../../../core/protocol/message-samples.ts';
import { useFakeClock } from '../fake-clock.ts';
import { announce, fakeWorker, options, own, popup, portalPage, question } from '../fakes.ts';
import { fakePortal } from '../portal-fake.ts';

useFakeClock();

const senders = { portal: portalPage(), popup, options, question };

describe('the router', () => {
  it.each(kinds)('answers the message %s if it comes from an allowed sender', async (kind) => {
    const { route } = fakeWorker(fakePortal());
    const answer = await route({ kind, body: validBody(kind) }, senders[messages[kind].from[0]]);
    expect(answer).toBeDefined();
  });

  it.each(forbiddenSenders)('attack 1: does not answer the sender %s, which must not send %s', async (sender, kind) => {
    const portal = fakePortal();
    const worker = fakeWorker(portal);
    await announce(worker);
    const before = JSON.stringify([...worker.session.data, ...worker.local.data]);
    expect(worker.route({ kind, body: validBody(kind) }, senders[sender])).toBeUndefined();
    expect(portal.asked).toEqual([]);
    expect(worker.host.frames).toEqual([]);
    expect(JSON.stringify([...worker.session.data, ...worker.local.data])).toBe(before);
  });

  it.each(kinds.filter((kind) => !kind.startsWith('portal/')))(
    'attack 1: does not answer a portal page that sends the message %s, even if the page has the address of the popup',
    (kind) => {
      const { route } = fakeWorker(fakePortal());
      expect(
        route({ kind, body: validBody(kind) }, { ...portalPage(), url: own.popupUrl, frameId: 2 }),
      ).toBeUndefined();
    },
  );

  const deep = JSON.parse(`${'['.repeat(5000)}${']'.repeat(5000)}`);
  let deeper: unknown = deep;
  for (let depth = 0; depth < 1e6; depth += 1) deeper = { deeper };

  it.each<[string, unknown]>([
    ['constructor', { kind: 'constructor', body: {} }],
    ['__proto__', { kind: '__proto__', body: {} }],
    ['toString', { kind: 'toString', body: {} }],
    ['an array as kind', { kind: ['popup/open'], body: {} }],
    ['no kind', { body: {} }],
    ['no body', { kind: 'popup/open' }],
    ['null', null],
    ['a text', 'popup/open'],
    ['an array', []],
    ['a deep object', { kind: 'popup/open', body: deeper }],
    ['an unknown key', { kind: 'popup/open', body: { x: 1 } }],
    ['a key called constructor', { kind: 'popup/open', body: JSON.parse('{"constructor":1}') }],
    ['a key called __proto__', { kind: 'popup/open', body: JSON.parse('{"__proto__":1}') }],
    ['an unknown kind', { kind: 'popup/unknown', body: {} }],
  ])('attack 4: ignores a bad message (%s) without an error', (_, message) => {
    expect(fakeWorker(fakePortal()).route(message, popup)).toBeUndefined();
  });

  it('attack 5: refuses a message whose body contains an origin, a URL or a sender', async () => {
    const worker = fakeWorker(fakePortal());
    const body = { token: 'EXAMPLE', region: null };
    for (const forged of [{ origin: 'https://demo.awsapps.com' }, { url: own.popupUrl }, { sender: popup }]) {
      expect(worker.route({ kind: 'portal/session', body: { ...body, ...forged } }, portalPage())).toBeUndefined();
    }
    // The worker ignores a field `url` outside the body. It takes the portal's address only from the sender of the
    // message.
    await worker.route({ kind: 'portal/session', body, url: 'https://evil.awsapps.com/start' }, portalPage());
    expect((await worker.worker.sessions.all()).map(({ startUrl }) => startUrl)).toEqual([
      'https://demo.awsapps.com/start',
    ]);
  });

  it('attack 29: answers an unexpected error with INTERNAL, and not with the text of the error', async () => {
    const fail = (error: unknown) => ({ 'popup/open': async () => Promise.reject(error) }) as unknown as Handlers;
    const ask = (error: unknown) => createRouter(fail(error), own)({ kind: 'popup/open', body: {} }, popup);
    const answer = await ask(new Error('CANARY'));
    expect(answer).toMatchObject({ ok: false, code: 'INTERNAL' });
    expect(JSON.stringify(answer)).not.toContain('CANARY');
    expect(await ask(new KeyferryError('NO_SESSION'))).toMatchObject({ ok: false, code: 'NO_SESSION' });
  });
});
