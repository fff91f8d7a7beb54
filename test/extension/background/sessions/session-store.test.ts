import { describe, expect, it } from 'vitest';
import {
  createAdmittedRegion,
  createGranted,
  withheldFrom,
} from '../../../../extension/background/sessions/host-permissions.ts';
import { lockedPortals } from '../../../../extension/background/sessions/locked-portals.ts';
import { isLive, type Session, samePlace } from '../../../../extension/background/sessions/session.ts';
import { createSessionStore } from '../../../../extension/background/sessions/session-store.ts';
import { createTrustedPortals } from '../../../../extension/background/sessions/trusted-portals.ts';
import {
  createAmbiguousPortals,
  createUnreadablePortals,
  type UnreadablePortal,
} from '../../../../extension/background/sessions/unreadable-portals.ts';
import { fakeArea } from '../fakes.ts';
import { startUrl } from '../portal-fake.ts';

const OTHER = 'https://other.awsapps.com/start';
const session = (id: string, given: Partial<Session> = {}) =>
  ({ id, key: `key of ${id}`, store: 'default', startUrl, was: null, ...given }) as Session;

describe('the stored sessions', () => {
  async function rig(...sessions: Session[]) {
    const changes: true[] = [];
    const store = createSessionStore(fakeArea(), () => void changes.push(true));
    for (const each of sessions) await store.put(each);
    changes.length = 0;
    const ids = async () => (await store.all()).map(({ id }) => id);
    return { store, changes, ids };
  }

  it('contain at most one session for each portal in each cookie store', async () => {
    const { store, changes, ids } = await rig();
    expect(await ids()).toEqual([]);
    await store.put(session('1'));
    await store.put(session('2', { store: 'container' }));
    await store.put(session('3', { startUrl: OTHER }));
    await store.put(session('4'));
    expect(await ids()).toEqual(['2', '3', '4']);
    expect(changes).toHaveLength(4);
    expect((await store.at({ store: 'default', startUrl: OTHER }))?.id).toBe('3');
    expect(await store.at({ store: 'container', startUrl: OTHER })).toBeUndefined();
    expect((await store.ofId('2'))?.store).toBe('container');
    expect(await store.ofId('1')).toBeUndefined();
  });

  it('are found by their present key; an earlier key finds a session only if no other session has this key now', async () => {
    const { store } = await rig(session('1', { was: 'k' }), session('2', { startUrl: OTHER, key: 'k' }));
    expect((await store.byKey('k'))?.id).toBe('2');
    await store.take(({ id }) => id === '2');
    expect((await store.byKey('k'))?.id).toBe('1');
    expect(await store.byKey('other')).toBeNull();
  });

  it('can be changed one by one by their ids; Keyferry reports a change only if a session changed', async () => {
    const { store, changes, ids } = await rig(session('1'), session('2', { startUrl: OTHER }));
    await store.update('2', (each) => ({ ...each, user: 'u' }));
    expect((await store.all()).map(({ user }) => user)).toEqual([undefined, 'u']);
    expect(changes).toHaveLength(1);
    await store.update('3', (each) => ({ ...each, user: 'u' }));
    expect(await store.take(() => false)).toEqual([]);
    expect(changes).toHaveLength(1);
    expect((await store.take(({ id }) => id === '1')).map(({ id }) => id)).toEqual(['1']);
    expect(await ids()).toEqual(['2']);
    expect(changes).toHaveLength(2);
  });

  it('count as live only if they have a token and a region and have not expired', () => {
    const live = { token: 'TOKENEXAMPLE', region: 'eu-west-1', expired: false };
    expect(isLive(session('1', live))).toBe(true);
    for (const given of [{ token: null }, { region: null }, { expired: true }]) {
      expect(isLive(session('1', { ...live, ...given }))).toBe(false);
    }
    expect(samePlace({ store: 'a', startUrl }, { store: 'a', startUrl })).toBe(true);
    expect(samePlace({ store: 'a', startUrl }, { store: 'b', startUrl })).toBe(false);
    expect(samePlace({ store: 'a', startUrl }, { store: 'a', startUrl: OTHER })).toBe(false);
  });
});

describe('the list of portals whose session cookie only the browser can read', () => {
  it('contains a portal only once for each cookie store, and is written to storage only when the list changes', async () => {
    const area = fakeArea();
    let writes = 0;
    const { set } = area;
    area.set = async (items) => {
      writes++;
      await set(items);
    };
    const list = createUnreadablePortals(area);
    const portal = (store: string, named: null | object) => ({ startUrl, store, named }) as unknown as UnreadablePortal;
    expect(await list.all()).toEqual([]);
    for (const each of [portal('a', null), portal('b', null), portal('a', { name: 'r' })]) await list.put(each);
    expect(await list.all()).toEqual([portal('b', null), portal('a', { name: 'r' })]);
    await list.remove(({ store }) => store === 'c');
    expect(writes).toBe(3);
    await list.remove(({ store }) => store === 'a');
    expect(await list.all()).toEqual([portal('b', null)]);
    await createAmbiguousPortals(area).put(portal('a', null));
    expect([...area.data.keys()]).toEqual(['cookiePlaces', 'ambiguousPlaces']);
  });
});

describe('the portals that the popup shows as locked', () => {
  const portal = {
    startUrl,
    label: 'demo',
    store: 'default',
    isPrivate: false,
    partition: 'aws',
    region: null,
    named: null,
  };
  const locked = (given: {
    declined?: true;
    sessions?: Session[];
    isOpen?: boolean;
    capture?: 'page' | 'cookies';
    none?: true;
  }) =>
    lockedPortals({
      unreadable: { all: async () => (given.none ? [] : [{ ...portal, ...given } as unknown as UnreadablePortal]) },
      store: { all: async () => given.sessions ?? [] },
      jar: { isOpen: async () => given.isOpen ?? false },
      portals: { of: async () => (given.capture ? { capture: given.capture } : {}) },
    });

  it('have no session and no permission to read their cookies, and the user has not refused this permission', async () => {
    expect(await locked({})).toEqual([{ startUrl, label: 'demo', origins: [], wasReadable: false }]);
    expect(await locked({ capture: 'page' })).toMatchObject([{ wasReadable: true }]);
    expect(await locked({ capture: 'cookies' })).toMatchObject([{ wasReadable: false }]);
    expect(await locked({ sessions: [session('1', { store: 'container' })] })).toHaveLength(1);
    expect(await locked({ sessions: [session('1')] })).toEqual([]);
    expect(await locked({ declined: true })).toEqual([]);
    expect(await locked({ isOpen: true })).toEqual([]);
    expect(await locked({ none: true })).toEqual([]);
  });
});

describe('the permission to access an origin', () => {
  const permissions = (granted: string[] | null) => ({
    contains: async ({ origins }: { origins: string[] }) => {
      if (granted === null) throw new Error('no answer');
      return origins.every((each) => granted.includes(each));
    },
  });

  it('counts as granted if the browser cannot say whether it is granted', async () => {
    expect(await createGranted(permissions(null))('https://a/*')).toBe(true);
    expect(await createGranted(permissions([]))('https://a/*')).toBe(false);
    expect(await createGranted(permissions(['https://a/*']))('https://a/*')).toBe(true);
  });

  it('attack 44: is needed for the API of a region that Keyferry does not know, and only the browser can confirm the permission', async () => {
    const api = 'https://portal.sso.eu-future-9.amazonaws.com/*';
    const admitted = (granted: string[] | null, named: unknown) =>
      createAdmittedRegion(permissions(granted))('aws', named);
    expect(await admitted([api], 'eu-future-9')).toBe('eu-future-9');
    expect(await admitted([], 'eu-future-9')).toBeNull();
    expect(await admitted(null, 'eu-future-9')).toBeNull();
    expect(await admitted([], 'eu-west-1')).toBe('eu-west-1');
    expect(await admitted([api], 'nowhere')).toBeNull();
  });

  it('is reported as missing for the pages and the API of the current session’s portal', async () => {
    const withheld = (given: Session | null, trusted: string[], granted: string[]) =>
      withheldFrom(async (pattern) => granted.includes(pattern), given, trusted);
    const inUse = session('1', { partition: 'aws', region: 'eu-west-1' });
    const api = 'https://portal.sso.eu-west-1.amazonaws.com';
    const all = await withheld(inUse, [], []);
    expect(all.at(-1)).toBe(api);
    expect(all.length).toBeGreaterThan(1);
    expect(await withheld({ ...inUse, region: null }, [], [])).toEqual(all.slice(0, -1));
    expect(await withheld(inUse, [], [`${api}/*`])).toEqual(all.slice(0, -1));
    expect(await withheld(inUse, [], all.slice(0, -1))).toEqual([api]);
    const ofTrusted = await withheld(null, [startUrl, startUrl], []);
    expect(ofTrusted).toEqual(all.slice(0, -1));
    const ofAll = await withheld(null, [], []);
    expect(ofAll.length).toBeGreaterThan(ofTrusted.length);
  });
});

describe('confirmed portals', () => {
  it('are still trusted for a session with an unknown user if an earlier version of Keyferry stored this trust', async () => {
    const areas = {
      local: fakeArea(new Map([['trusted', { [startUrl]: { users: ['unknown'] } }]])),
      session: fakeArea(),
    };
    const trusted = createTrustedPortals(areas, async () => []);
    expect(await trusted.list()).toEqual([{ startUrl, users: 0, unknownUser: true, managed: false }]);
    const unknown = { startUrl, isPrivate: false, identity: null, checked: true, confirmed: false, expired: false };
    expect(await trusted.isTrusted(unknown)).toBe(true);
    expect(await trusted.isTrusted({ ...unknown, identity: 'f'.repeat(32) })).toBe(false);
  });
});
