import { describe, expect, it } from 'vitest';
import { KeyferryError } from '#core/errors.ts';
import { type MessageKind, messages } from '#core/protocol/messages.ts';
import { createRouter, type Handlers } from '../../../../extension/background/messages/router.ts';
import { useFakeClock } from '../fake-clock.ts';
import { announce, fakeWorker, options, own, popup, portalPage } from '../fakes.ts';
import { fakePortal } from '../portal-fake.ts';

useFakeClock();

const role = { session: 'x', accountId: '111122223333', roleName: 'Admin' };
const write = { ...role, name: 'p', replace: false };

describe('the router', () => {
  it('has a handler for every kind', async () => {
    const { route } = fakeWorker(fakePortal());
    for (const kind of Object.keys(messages) as MessageKind[]) {
      const sender = { portal: portalPage(), popup, options }[messages[kind].from[0]];
      const bodies = [{}, { session: 'x' }, role, write, { session: 'x', region: 'eu-west-1' }];
      const more = [
        { session: 'x', accountIds: [] },
        { token: 'EXAMPLE', region: null },
        { region: null },
        { startUrl: 'https://demo.awsapps.com/start', wanted: false },
        { names: ['p'] },
        { ...role, favourite: true },
        { ...role, wish: { region: '', console: '' } },
        { session: 'x', accountId: role.accountId, wish: { label: '', production: false, region: '', names: '' } },
        { session: 'x', names: ['p'] },
        {
          session: 'x',
          roles: [{ accountId: '1'.repeat(12), roleName: 'Admin', name: 'p' }],
          form: 'session',
          whole: false,
          prune: [],
        },
        { session: 'x', roles: [{ accountId: '1'.repeat(12), roleName: 'Admin', name: 'p' }], replace: false },
        { settings: { defaultRegion: '', nameTemplate: 'x', keepIndexAfterSignOut: false, notifyBeforeExpiry: false } },
      ];
      const answers = await Promise.all([...bodies, ...more].map((body) => route({ kind, body }, sender)));
      expect(answers.filter(Boolean), kind).not.toEqual([]);
    }
  });

  it.each([
    ['popup/get-credentials', role],
    ['popup/write-profile', write],
    ['popup/renew-profiles', { session: 'x', names: ['p'] }],
    ['popup/remove-profiles', { names: ['p'] }],
    ['popup/use-portal', { session: 'x' }],
    ['options/forget-everything', {}],
  ])('attack 1: %s from a portal page is ignored', async (kind, body) => {
    const portal = fakePortal();
    const worker = fakeWorker(portal);
    await announce(worker);
    expect(worker.route({ kind, body }, portalPage())).toBeUndefined();
    expect(worker.route({ kind, body }, { ...portalPage(), url: own.popupUrl, frameId: 2 })).toBeUndefined();
    expect(portal.asked).toEqual([]);
    expect(worker.host.frames).toEqual([]);
  });

  it('attack 1: only the options page may forget everything, only a portal may announce a session', async () => {
    const { route } = fakeWorker(fakePortal());
    expect(route({ kind: 'options/forget-everything', body: {} }, popup)).toBeUndefined();
    expect(route({ kind: 'portal/session', body: { token: 'EXAMPLE', region: null } }, popup)).toBeUndefined();
  });

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
  ])('attack 4: %s gets no reply and throws nothing', (_, message) => {
    expect(fakeWorker(fakePortal()).route(message, popup)).toBeUndefined();
  });

  it('attack 5: an origin or url inside the body is refused, never used', async () => {
    const worker = fakeWorker(fakePortal());
    const body = { token: 'EXAMPLE', region: null };
    for (const forged of [{ origin: 'https://demo.awsapps.com' }, { url: own.popupUrl }, { sender: popup }]) {
      expect(worker.route({ kind: 'portal/session', body: { ...body, ...forged } }, portalPage())).toBeUndefined();
    }
    // Fields beside the body are not read: only the sender decides which portal this is.
    await worker.route({ kind: 'portal/session', body, url: 'https://evil.awsapps.com/start' }, portalPage());
    expect((await worker.worker.sessions.all()).map(({ startUrl }) => startUrl)).toEqual([
      'https://demo.awsapps.com/start',
    ]);
  });

  it('attack 29: a foreign error becomes INTERNAL without its text', async () => {
    const fail = (error: unknown) => ({ 'popup/open': async () => Promise.reject(error) }) as unknown as Handlers;
    const ask = (error: unknown) => createRouter(fail(error), own)({ kind: 'popup/open', body: {} }, popup);
    const answer = await ask(new Error('CANARY'));
    expect(answer).toMatchObject({ ok: false, code: 'INTERNAL' });
    expect(JSON.stringify(answer)).not.toContain('CANARY');
    expect(await ask(new KeyferryError('NO_SESSION'))).toMatchObject({ ok: false, code: 'NO_SESSION' });
  });
});
