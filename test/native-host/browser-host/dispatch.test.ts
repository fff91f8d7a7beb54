import { describe, expect, it, vi } from 'vitest';
import { KeyferryError } from '#core/errors.ts';
import { dispatch, errorFrame, type Handlers } from '../../../native-host/browser-host/dispatch.ts';
import { CANARY, writeRequest } from '../../process/rig/requests.ts';

const wrote = { written: ['dev'], file: 'credentials' as const };
const handlers = () => ({
  hello: vi.fn<Handlers<null>['hello']>(() => ({ version: '1.2.3', protocol: 1 })),
  'write-profiles': vi.fn<Handlers<null>['write-profiles']>(async () => wrote),
  'list-profiles': vi.fn<Handlers<null>['list-profiles']>(async () => ({ profiles: [], more: 0 })),
  'remove-profiles': vi.fn<Handlers<null>['remove-profiles']>(async () => ({ removed: [] })),
  'set-up-cli-profiles': vi.fn<Handlers<null>['set-up-cli-profiles']>(),
  'forget-lists': vi.fn<Handlers<null>['forget-lists']>(async () => ({})),
});
const ask = (frame: object, by = handlers()) => dispatch(frame, by, null);
const [profile] = writeRequest().profiles;

describe('dispatch', () => {
  it('answers a request with its id', async () => {
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
  ])('refuses %j with %s', async (frame, code, id) => {
    expect(await ask(frame)).toMatchObject({ v: 1, id, ok: false, code });
  });

  it('attack 17: another version is named as such, before anything else of the frame counts', async () => {
    expect(await ask({ v: 2, id: 4, kind: 'unheard-of', x: 1 })).toMatchObject({ id: 4, code: 'VERSION' });
    expect(await ask({ v: 0, id: 4, kind: 'hello' })).toMatchObject({ id: 4, code: 'VERSION' });
    expect(await ask({ v: 2 })).toMatchObject({ id: 0, code: 'VERSION' });
  });

  it.each(['path', 'file', 'profileFile', 'command', 'constructor', '__proto__', 'toString'])(
    'attack 18: a field %s is refused, in the request and in a profile, and named',
    async (field) => {
      const add = (to: object) => JSON.parse(JSON.stringify(to).replace(/\}$/, `,"${field}":"/etc/passwd"}`));
      const by = handlers();
      for (const frame of [add(writeRequest()), { ...writeRequest(), profiles: [add(profile ?? {})] }]) {
        const reply = await ask(frame, by);
        expect(reply).toMatchObject({ ok: false, code: 'BAD_REQUEST', message: expect.stringContaining(field) });
      }
      expect(by['write-profiles']).not.toHaveBeenCalled();
    },
  );

  it('names the field that does not fit, and never its value', async () => {
    const bad = `${CANARY} with a blank`;
    const credentials = { ...profile?.credentials, secretAccessKey: bad };
    const reply = await ask({ ...writeRequest(), profiles: [{ ...profile, credentials }] });
    expect(reply).toMatchObject({ message: expect.stringContaining('profiles.0.credentials.secretAccessKey') });
    expect(JSON.stringify(reply)).not.toContain(CANARY);
  });

  it('names no key that could be a secret', async () => {
    const reply = await ask({ v: 1, id: 1, kind: 'hello', [`ASIA${CANARY}`]: 1, [`${CANARY} x`]: 1 });
    expect(reply).toMatchObject({ code: 'BAD_REQUEST' });
    expect(JSON.stringify(reply)).not.toContain(CANARY);
  });

  it.each(['', 'a\nb', 'a #b', 'a=b!', ' a', 'a ', '%(x)s'])('attack 10: a secret %j is refused', async (secret) => {
    const credentials = { ...profile?.credentials, secretAccessKey: secret };
    const reply = await ask({ ...writeRequest(), profiles: [{ ...profile, credentials }] });
    expect(reply).toMatchObject({ ok: false, code: 'BAD_REQUEST' });
  });

  it('gives a refusal of the handler as it is, and of any other fault not a word', async () => {
    const by = handlers();
    by['write-profiles'].mockRejectedValueOnce(new KeyferryError('NAMES_COLLIDE', { name: 'dev' }));
    expect(await ask(writeRequest(), by)).toMatchObject({ id: 7, code: 'NAMES_COLLIDE' });
    by['write-profiles'].mockRejectedValueOnce(new Error(`leak ${CANARY}`));
    const reply = await ask(writeRequest(), by);
    expect(reply).toMatchObject({ id: 7, code: 'INTERNAL' });
    expect(JSON.stringify(reply)).not.toContain(CANARY);
  });
});

describe('errorFrame', () => {
  it('keeps a sentence within what the worker takes', () => {
    const frame = errorFrame(1, new KeyferryError('FILE_OWNER', { file: 'x'.repeat(9000) }), 'x');
    expect((frame as unknown as { message: string }).message.length).toBeLessThan(4096);
  });
});
