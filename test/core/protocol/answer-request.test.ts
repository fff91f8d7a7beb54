import { describe, expect, it, vi } from 'vitest';
import { KeyferryError } from '#core/errors.ts';
import { answerRequest, type Handlers } from '#core/protocol/answer-request.ts';
import { hostRequests, type ToHost } from '#core/protocol/host-protocol.ts';
import { CANARY, writeRequest } from '../../process/rig/requests.ts';

const wrote = { written: ['dev'], file: 'credentials' as const };
const createHandlers = () => ({
  hello: vi.fn<Handlers<ToHost>['hello']>(() => ({ version: '1.2.3', protocol: 1 })),
  'write-profiles': vi.fn<Handlers<ToHost>['write-profiles']>(async () => wrote),
  'list-profiles': vi.fn<Handlers<ToHost>['list-profiles']>(async () => ({ profiles: [], more: 0 })),
  'remove-profiles': vi.fn<Handlers<ToHost>['remove-profiles']>(async () => ({ removed: [] })),
  'set-up-cli-profiles': vi.fn<Handlers<ToHost>['set-up-cli-profiles']>(),
  'forget-lists': vi.fn<Handlers<ToHost>['forget-lists']>(async () => ({})),
  'make-private': vi.fn<Handlers<ToHost>['make-private']>(async () => ({})),
  'keep-list': vi.fn<Handlers<ToHost>['keep-list']>(async () => ({})),
  'note-clock': vi.fn<Handlers<ToHost>['note-clock']>(async () => ({})),
  'serve-live': vi.fn<Handlers<ToHost>['serve-live']>(async () => ({ running: '1.2.3', installed: '1.2.3' })),
  'stop-live': vi.fn<Handlers<ToHost>['stop-live']>(async () => ({})),
  'remove-live-profiles': vi.fn<Handlers<ToHost>['remove-live-profiles']>(async () => ({ removed: [] })),
});
const ask = (frame: object, handlers = createHandlers()) =>
  answerRequest<ToHost>(frame, { requests: hostRequests, handlers, where: 'the test' });
const [profile] = writeRequest().profiles;

describe('the function answerRequest', () => {
  it('answers a request with the id of the request', async () => {
    expect(await ask({ v: 1, id: 9, kind: 'hello' })).toEqual({ v: 1, id: 9, ok: true, version: '1.2.3', protocol: 1 });
    expect(await ask(writeRequest([{}], { id: 3 }))).toEqual({ v: 1, id: 3, ok: true, ...wrote });
  });

  it.each([
    [{}, 'BAD_FRAME', 0],
    [{ v: 1 }, 'BAD_FRAME', 0],
    [{ v: '1', id: 4, kind: 'hello' }, 'BAD_FRAME', 4],
    [{ v: 1, id: -1, kind: 'hello' }, 'BAD_FRAME', 0],
    [{ v: 1, id: 1.5, kind: 'hello' }, 'BAD_FRAME', 0],
    [{ v: 1, id: 4, kind: ['hello'] }, 'BAD_FRAME', 4],
    [{ v: 1, id: 4, kind: 'constructor' }, 'UNKNOWN_KIND', 4],
    [{ v: 1, id: 4, kind: '__proto__' }, 'UNKNOWN_KIND', 4],
    [{ v: 1, id: 4, kind: 'toString' }, 'UNKNOWN_KIND', 4],
    [{ v: 1, id: 4, kind: 'hello', more: 1 }, 'BAD_REQUEST', 4],
  ])('refuses the frame %j with the code %s', async (frame, code, id) => {
    expect(await ask(frame)).toMatchObject({ v: 1, id, ok: false, code });
  });

  it('attack 17: checks the version of a frame before the other fields, and accepts only Keyferry’s own version', async () => {
    expect(await ask({ v: 2, id: 4, kind: 'unheard-of', x: 1 })).toMatchObject({ id: 4, code: 'VERSION' });
    expect(await ask({ v: 0, id: 4, kind: 'hello' })).toMatchObject({ id: 4, code: 'VERSION' });
    expect(await ask({ v: 2 })).toMatchObject({ id: 0, code: 'VERSION' });
  });

  it.each(['path', 'file', 'profileFile', 'command', 'constructor', '__proto__', 'toString'])(
    'attack 18: refuses an unknown field %s in the request or in a profile, and names the field',
    async (field) => {
      const add = (to: object) => JSON.parse(JSON.stringify(to).replace(/\}$/, `,"${field}":"/etc/passwd"}`));
      const handlers = createHandlers();
      for (const frame of [add(writeRequest()), { ...writeRequest(), profiles: [add(profile ?? {})] }]) {
        const reply = await ask(frame, handlers);
        expect(reply).toMatchObject({ ok: false, code: 'BAD_REQUEST', message: expect.stringContaining(field) });
      }
      expect(handlers['write-profiles']).not.toHaveBeenCalled();
    },
  );

  it('names a field with a wrong value in the error, but does not repeat the value', async () => {
    const bad = `${CANARY} with a blank`;
    const credentials = { ...profile?.credentials, secretAccessKey: bad };
    const reply = await ask({ ...writeRequest(), profiles: [{ ...profile, credentials }] });
    expect(reply).toMatchObject({ message: expect.stringContaining('profiles.0.credentials.secretAccessKey') });
    expect(JSON.stringify(reply)).not.toContain(CANARY);
  });

  it('does not name an unknown field if its name could be a secret', async () => {
    const reply = await ask({ v: 1, id: 1, kind: 'hello', [`ASIA${CANARY}`]: 1, [`${CANARY} x`]: 1 });
    expect(reply).toMatchObject({ code: 'BAD_REQUEST' });
    expect(JSON.stringify(reply)).not.toContain(CANARY);
  });

  it.each(['', 'a\nb', 'a #b', 'a=b!', ' a', 'a ', '%(x)s'])(
    'attack 10: refuses %j as a secret access key',
    async (secret) => {
      const credentials = { ...profile?.credentials, secretAccessKey: secret };
      const reply = await ask({ ...writeRequest(), profiles: [{ ...profile, credentials }] });
      expect(reply).toMatchObject({ ok: false, code: 'BAD_REQUEST' });
    },
  );

  it('replies with the text of a Keyferry error from the handler, but never with the text of another error', async () => {
    const handlers = createHandlers();
    handlers['write-profiles'].mockRejectedValueOnce(new KeyferryError('NAMES_COLLIDE', { name: 'dev' }));
    expect(await ask(writeRequest(), handlers)).toMatchObject({ id: 7, code: 'NAMES_COLLIDE' });
    handlers['write-profiles'].mockRejectedValueOnce(new Error(`leak ${CANARY}`));
    const reply = await ask(writeRequest(), handlers);
    expect(reply).toMatchObject({ id: 7, code: 'INTERNAL' });
    expect(JSON.stringify(reply)).not.toContain(CANARY);
  });
});
