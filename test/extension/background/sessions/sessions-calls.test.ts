import { describe, expect, it } from 'vitest';
import { KeyferryError } from '#core/errors.ts';
import { createCancellation } from '../../../../extension/background/sessions/cancellation.ts';
import type { PortalPlace } from '../../../../extension/background/sessions/sender.ts';
import type { Session } from '../../../../extension/background/sessions/session.ts';
import { createSessionStore } from '../../../../extension/background/sessions/session-store.ts';
import { createSessions } from '../../../../extension/background/sessions/sessions.ts';
import { fakeArea } from '../fakes.ts';
import { startUrl, token } from '../portal-fake.ts';

const place: PortalPlace = {
  startUrl,
  label: 'demo',
  partition: 'aws',
  region: null,
  store: 'default',
  isPrivate: false,
};
const announced = { token, named: { name: 'eu-west-1', from: 'env' }, capture: 'page' } as const;

/**
 * A list of sessions that contains one announced session. The test sets whether the portal is trusted and confirmed.
 */
async function rig(given: { confirmed?: boolean; trusted?: boolean; error?: Error } = {}) {
  const state = {
    confirmed: false,
    trusted: false,
    admitted: true,
    directory: null as string | null,
    meanwhile: async () => {},
    duringRequest: async () => {},
    ...given,
  };
  const calls: string[] = [];
  const memory = fakeArea();
  const store = createSessionStore(memory, () => {});
  const cancellation = createCancellation();
  let ids = 0;
  const sessions = createSessions({
    store,
    memory,
    trust: {
      isTrusted: async () => state.trusted,
      isConfirmed: async () => state.confirmed,
      trust: async ({ startUrl: url }) => void calls.push(`trust ${url}`),
      confirm: async ({ startUrl: url }) => {
        calls.push(`confirm ${url}`);
        state.confirmed = true;
      },
    },
    portals: {
      of: async () => ({}),
      remember: async (_: unknown, found: object) => void calls.push(`remember ${JSON.stringify(found)}`),
      chosenRegion: async () => null,
    } as unknown as Parameters<typeof createSessions>[0]['portals'],
    admitted: async (_, region) => {
      await state.meanwhile();
      return state.admitted ? String(region) : null;
    },
    cancellation,
    requests: {
      whoAmI: async () => {
        calls.push('who am I');
        await state.duringRequest();
        if (state.error) throw state.error;
        return { user: 'user-1', directory: state.directory, expiresAt: null };
      },
    },
    changed: () => void calls.push('changed'),
    newId: () => `id${++ids}`,
    markOf: async (text) => `mark of ${text}`,
    now: () => 1000,
    retired: async () => {},
    identified: () => void calls.push('identified'),
    later: () => undefined,
  });
  await sessions.announce(place, announced);
  const stored = async () => (await store.all())[0] as Session;
  return { sessions, memory, store, state, calls, cancellation, stored, key: (await stored()).key };
}

describe('a session', () => {
  it('attack 45: is not used for any request if its portal is not confirmed, even if the portal is marked as trusted', async () => {
    const { sessions, state, key, calls } = await rig({ trusted: true });
    for (const work of [sessions.identified(key), sessions.live(key)]) {
      await expect(work).rejects.toMatchObject({ code: 'PORTAL_UNTRUSTED' });
    }
    expect(calls).not.toContain('who am I');
    state.confirmed = true;
    expect(await sessions.live(key)).toMatchObject({ user: 'user-1', region: 'eu-west-1' });
    expect(calls).toContain('who am I');
  });

  it('of a trusted portal becomes the current session at once, without a new confirmation', async () => {
    const { sessions, memory, key, calls } = await rig({ confirmed: true, trusted: true });
    calls.length = 0;
    await sessions.use(key);
    expect(calls).toEqual(['changed']);
    expect(memory.data.get('current')).toEqual({ store: 'default', startUrl });
    expect((await sessions.current())?.startUrl).toBe(startUrl);
  });

  it('attack 45: of a confirmed portal does not become current after a click that came before its user was known', async () => {
    const { sessions, state, store, key, calls } = await rig();
    state.confirmed = true;
    await expect(sessions.use(key)).rejects.toMatchObject({ code: 'PORTAL_UNTRUSTED' });
    expect(calls).not.toContain('changed');
    const [shown] = await store.all();
    await sessions.use(shown?.key ?? '');
    expect(calls.slice(-3)).toEqual([`confirm ${startUrl}`, `trust ${startUrl}`, 'changed']);
  });

  it('of a new portal is confirmed first and then becomes the current session; after that, Keyferry asks the portal for the user', async () => {
    const { sessions, key, calls, stored } = await rig();
    await sessions.use(key);
    expect(calls).toEqual([`confirm ${startUrl}`, 'changed', 'who am I', `trust ${startUrl}`, 'identified']);
    expect(await stored()).toMatchObject({ confirmed: true, user: 'user-1' });
  });

  it('gets the chosen region only if Keyferry may send requests to this region; then Keyferry asks for the user again', async () => {
    const { sessions, state, calls, cancellation, stored } = await rig({ confirmed: true, trusted: true });
    const before = await stored();
    const signal = cancellation.signal(before.id);
    calls.length = 0;
    state.admitted = false;
    await expect(sessions.setRegion(before.key, 'us-east-1')).rejects.toMatchObject({ code: 'REGION_UNKNOWN' });
    expect(signal.aborted).toBe(false);
    state.admitted = true;
    await sessions.setRegion(before.key, 'us-east-1');
    expect(signal.reason).toMatchObject({ code: 'SESSION_CHANGED' });
    expect(await stored()).toMatchObject({ region: 'us-east-1', regionFrom: 'chosen', checked: true });
    expect((await stored()).id).not.toBe(before.id);
    expect(calls).toContain('who am I');
    expect(calls.at(-1)).toBe('remember {"capture":"page","region":{"name":"us-east-1","from":"chosen"}}');
  });

  it('is not stored again if the user forgets it while Keyferry checks the chosen region', async () => {
    const { sessions, state, calls, key, store } = await rig({ confirmed: true, trusted: true });
    state.meanwhile = async () => void (await sessions.forget(() => true));
    calls.length = 0;
    await sessions.setRegion(key, 'us-east-1');
    expect([calls, await store.all()]).toEqual([[], []]);
  });

  it('attack 45: whose user is unknown, because the portal does not answer, is used only if the person confirmed the session', async () => {
    const { sessions, store, stored, state } = await rig({ error: new KeyferryError('OFFLINE') });
    state.confirmed = true;
    state.trusted = true;
    const { id, key } = await stored();
    const work = async (given: Partial<Session>) => {
      await store.update(id, (each) => ({ ...each, ...given }));
      return sessions.identified(key).then(
        () => 'used',
        (error: KeyferryError) => error.code,
      );
    };
    expect(await work({ user: null, confirmed: false })).toBe('OFFLINE');
    expect(await work({ user: 'user-1', confirmed: true })).toBe('OFFLINE');
    expect(await work({ user: 'user-1', confirmed: false })).toBe('OFFLINE');
    expect(await work({ user: null, confirmed: true })).toBe('used');
  });

  it('that gets a new token while Keyferry asks for its user is used only if its user was known before', async () => {
    const { sessions, store, state, key, stored } = await rig();
    state.confirmed = true;
    state.trusted = true;
    let count = 0;
    const next = async () => {
      state.duringRequest = async () => {};
      await sessions.announce(place, { ...announced, token: `NEXT${++count}TOKENEXAMPLE` });
    };
    state.duringRequest = next;
    await expect(sessions.identified(key)).rejects.toMatchObject({ code: 'SESSION_CHANGED' });
    const known = await stored();
    expect(known).toMatchObject({ user: 'user-1', token: 'NEXT1TOKENEXAMPLE' });
    await store.update(known.id, (each) => ({ ...each, checked: false }));
    state.duringRequest = next;
    expect(await sessions.identified(known.key)).toMatchObject({ user: 'user-1', token: 'NEXT2TOKENEXAMPLE' });
  });

  it('is used if the portal has answered for its new token, even if a request with its earlier token failed', async () => {
    const { sessions, store, state, key, stored } = await rig({ confirmed: true, trusted: true });
    await sessions.live(key);
    const known = await stored();
    await store.update(known.id, (each) => ({ ...each, checked: false }));
    state.duringRequest = async () => {
      state.duringRequest = async () => {};
      await sessions.announce(place, { ...announced, token: 'NEXTTOKENEXAMPLE' });
      state.error = new KeyferryError('OFFLINE');
    };
    expect(await sessions.identified(known.key)).toMatchObject({ user: 'user-1', token: 'NEXTTOKENEXAMPLE' });
  });

  it('cancels its requests when the session is forgotten', async () => {
    const { sessions, cancellation, stored, store } = await rig();
    const signal = cancellation.signal((await stored()).id);
    expect(await sessions.forget(() => false)).toEqual([]);
    expect(signal.aborted).toBe(false);
    expect(await sessions.forget(() => true)).toHaveLength(1);
    expect(signal.reason).toMatchObject({ code: 'SESSION_CHANGED' });
    expect(await store.all()).toEqual([]);
  });

  it('loses its token if the portal refuses it; if the user chose a region that never worked, it loses only this region', async () => {
    const { sessions, store, calls, cancellation, stored } = await rig();
    const first = await stored();
    await store.update(first.id, (each) => ({ ...each, regionFrom: 'chosen' }));
    const signal = cancellation.signal(first.id);
    await sessions.refused(await stored());
    expect(signal.reason).toMatchObject({ code: 'SESSION_EXPIRED' });
    expect(await stored()).toMatchObject({ token, region: null, regionFrom: null, expired: false });
    expect(calls.at(-1)).toBe('remember {"region":null}');
    for (const given of [
      { checked: true, regionFrom: 'chosen' },
      { checked: false, regionFrom: 'env' },
    ] as const) {
      await store.update(first.id, (each) => ({ ...each, ...given, token, region: 'eu-west-1', expired: false }));
      await sessions.refused(await stored());
      expect(await stored()).toMatchObject({ token: null, region: 'eu-west-1', expired: true, checked: true });
    }
  });

  it('cannot be used for requests if it has no region or has ended', async () => {
    const { sessions, store, stored } = await rig({ confirmed: true, trusted: true });
    const { id, key } = await stored();
    await store.update(id, (each) => ({ ...each, region: null }));
    await expect(sessions.live(key)).rejects.toMatchObject({ code: 'REGION_UNKNOWN' });
    await store.update(id, (each) => ({ ...each, token: null, expired: true }));
    await expect(sessions.live(key)).rejects.toMatchObject({ code: 'SESSION_EXPIRED' });
    expect(await sessions.identified(key)).toMatchObject({ id });
  });

  it('attack 45: loses the user’s confirmation if it belongs to a different directory than its start URL names', async () => {
    const { sessions, store, state, calls, stored } = await rig();
    state.confirmed = true;
    const ofDirectory = 'https://d-1234567890.awsapps.com/start';
    for (const [directory, confirmed] of [
      ['d-0000000000', false],
      ['d-1234567890', true],
    ] as const) {
      state.directory = directory;
      const { id } = await stored();
      await store.update(id, (each) => ({ ...each, startUrl: ofDirectory, checked: false, confirmed: true }));
      await sessions.recheck();
      expect((await stored()).confirmed).toBe(confirmed);
      expect(calls.includes(`trust ${ofDirectory}`)).toBe(confirmed);
    }
  });
});
