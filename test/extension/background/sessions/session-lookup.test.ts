import { describe, expect, it } from 'vitest';
import { KeyferryError } from '#core/errors.ts';
import { createCancellation } from '../../../../extension/background/sessions/cancellation.ts';
import type { Session } from '../../../../extension/background/sessions/session.ts';
import { createSessionLookup } from '../../../../extension/background/sessions/session-lookup.ts';

const [a, b] = ['https://a.awsapps.com/start', 'https://b.awsapps.com/start'];

const session = (id: string, startUrl: string, given: Partial<Session> = {}) =>
  ({ id, key: `key of ${id}`, startUrl, store: id, expired: false, token: `TOKEN${id}EXAMPLE`, ...given }) as Session;

/** Reads these sessions. All sessions are trusted, except those whose id is in `untrusted`. */
function rig(sessions: readonly Session[], { chosen = null as Session | null, untrusted = [] as string[] } = {}) {
  return createSessionLookup({
    store: {
      all: async () => sessions,
      at: async () => undefined,
      byKey: async (key) => sessions.find((each) => each.key === key) ?? null,
    },
    chosen: { get: async () => chosen },
    trust: {
      isTrusted: async (each) => !untrusted.includes((each as Session).id),
      isConfirmed: async () => false,
    },
    portals: { of: async () => ({}) },
  });
}

const idOf = async (found: Promise<Session | null>) =>
  found.then(
    (each) => each?.id ?? null,
    (error: KeyferryError) => error.code,
  );

describe('the current session', () => {
  it('is the session that the user chose, or otherwise the first trusted session that has not ended', async () => {
    const [one, two] = [session('1', a, { expired: true }), session('2', b)];
    expect(await idOf(rig([one, two]).current())).toBe('2');
    expect(await idOf(rig([one, two], { chosen: one }).current())).toBe('1');
    expect(await idOf(rig([one, two], { chosen: session('3', a) }).current())).toBe('2');
    expect(await idOf(rig([one]).current())).toBe('1');
    expect(await idOf(rig([]).current())).toBeNull();
  });

  it('attack 45: is never an untrusted session, even if the user chose it', async () => {
    const [one, two] = [session('1', a), session('2', b)];
    expect(await idOf(rig([one, two], { chosen: one, untrusted: ['1'] }).current())).toBe('2');
    expect(await idOf(rig([one, two], { chosen: one, untrusted: ['1', '2'] }).current())).toBeNull();
  });
});

describe('the session of a portal', () => {
  it('is the current session if the current session belongs to the portal, and otherwise the portal’s only valid session', async () => {
    const [one, two, three] = [session('1', a), session('2', b), session('3', b)];
    expect(await idOf(rig([one, two, three], { chosen: three }).forPortal(b))).toBe('3');
    expect(await idOf(rig([one, two], { chosen: one }).forPortal(b))).toBe('2');
    expect(await idOf(rig([one, two, three], { chosen: one }).forPortal(b))).toBe('SESSION_CHANGED');
    expect(await idOf(rig([one], { chosen: one }).forPortal(b))).toBe('NO_SESSION');
    expect(await idOf(rig([]).forPortal(b))).toBe('NO_SESSION');
  });

  it('attack 45: is never an ended session or an untrusted session', async () => {
    const [one, ended, valid] = [session('1', a), session('2', b, { expired: true }), session('3', b)];
    expect(await idOf(rig([one, ended, valid], { chosen: one }).forPortal(b))).toBe('3');
    expect(await idOf(rig([one, ended], { chosen: one }).forPortal(b))).toBe('NO_SESSION');
    expect(await idOf(rig([one, valid], { chosen: one, untrusted: ['3'] }).forPortal(b))).toBe('NO_SESSION');
  });
});

describe('a session that is looked up by its key', () => {
  it('attack 45: is returned by the function `trusted` only if the session is trusted', async () => {
    const { trusted, known } = rig([session('1', a)], { untrusted: ['1'] });
    expect(await idOf(known('key of 1'))).toBe('1');
    expect(await idOf(trusted('key of 1'))).toBe('PORTAL_UNTRUSTED');
    expect(await idOf(rig([session('1', a)]).trusted('key of 1'))).toBe('1');
  });

  it('is not found: the error is SESSION_CHANGED if other sessions exist, and NO_SESSION if no session exists', async () => {
    expect(await idOf(rig([session('1', a)]).known('key of 2'))).toBe('SESSION_CHANGED');
    expect(await idOf(rig([]).known('key of 2'))).toBe('NO_SESSION');
  });
});

describe('attack 8: a session', () => {
  it('counts as current only while it is stored under the same id and has not ended', async () => {
    const { isCurrent } = rig([session('1', a), session('2', b, { expired: true })]);
    expect([await isCurrent({ id: '1' }), await isCurrent({ id: '2' }), await isCurrent({ id: '3' })]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('is shown in the popup without its token and without fingerprints of the token', async () => {
    const [view] = await rig([session('1', a, { tokenMark: 'MARK1EXAMPLE', mark: 'MARK2EXAMPLE' })]).views();
    expect(view).toMatchObject({ key: 'key of 1', trusted: true, confirmedBefore: false, listedBy: null, was: null });
    expect(JSON.stringify(view)).not.toContain('EXAMPLE');
  });

  it('can stop its running requests with a reason, and its later requests are not stopped', () => {
    const { signal, abort } = createCancellation();
    const [first, same, other] = [signal('1'), signal('1'), signal('2')];
    expect(same).toBe(first);
    abort('1', new KeyferryError('SESSION_CHANGED'));
    expect(first.reason).toMatchObject({ code: 'SESSION_CHANGED' });
    expect([other.aborted, signal('1').aborted]).toEqual([false, false]);
    abort('unknown', new KeyferryError('SESSION_CHANGED'));
  });
});
