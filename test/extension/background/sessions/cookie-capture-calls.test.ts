import { describe, expect, it } from 'vitest';
import { parseNewPortalUrl, parsePortalUrl } from '#core/portals/portals.ts';
import { createCookieCapture } from '../../../../extension/background/sessions/cookie-capture.ts';
import type { CookieSession } from '../../../../extension/background/sessions/cookie-jar.ts';
import type { PortalPlace } from '../../../../extension/background/sessions/sender.ts';
import { type Session, samePlace } from '../../../../extension/background/sessions/session.ts';
import {
  createAmbiguousPortals,
  createUnreadablePortals,
} from '../../../../extension/background/sessions/unreadable-portals.ts';
import { fakeArea } from '../fakes.ts';
import { startUrl } from '../portal-fake.ts';

const OTHER = 'https://other.awsapps.com/start';
/** A portal in a region that this version of Keyferry does not know. */
const NEW = 'https://ssoins-0123456789abcdef.portal.eu-future-9.app.aws';

function place(url = startUrl, store = 'default'): PortalPlace {
  const portal = parsePortalUrl(url) ?? parseNewPortalUrl(url);
  if (!portal) throw new Error(`no portal: ${url}`);
  return { ...portal, store, isPrivate: false };
}

/**
 * A cookie capture with sessions, cookies and permissions that the test sets. `calls` lists what the cookie capture
 * does.
 */
function rig() {
  const area = fakeArea();
  const unreadable = createUnreadablePortals(area);
  const ambiguous = createAmbiguousPortals(area);
  const calls: string[] = [];
  const known: Session[] = [];
  const closed = new Set<string>();
  const remembered = new Map<string, object>();
  const state = { cookie: { is: 'token', token: 'TOKENEXAMPLE' } as CookieSession | null, accepts: true };
  const capture = createCookieCapture({
    sessions: {
      all: async () => known,
      at: async (at) => known.find((each) => samePlace(each, at)) ?? null,
      announce: async (portal, { capture }) => {
        calls.push(`announce ${portal.startUrl} ${capture}`);
        return state.accepts;
      },
    } as Parameters<typeof createCookieCapture>[0]['sessions'],
    unreadable,
    ambiguous,
    jar: {
      isOpen: async (portal) => !closed.has(portal.startUrl),
      read: async (portal) => {
        calls.push(`read ${portal.startUrl} ${portal.store}`);
        return state.cookie;
      },
      inTurn: (work) => work(),
    },
    portals: {
      readByCookies: async () => [...remembered],
      of: async ({ startUrl: url, isPrivate }) => (isPrivate ? {} : (remembered.get(url) ?? {})),
    },
    defaultStore: 'default',
    endPlace: async ({ startUrl: url }) => void calls.push(`end ${url}`),
    refresh: async () => void calls.push('refresh'),
  });
  const session = (how: 'page' | 'cookies', at = place()) => known.push({ ...at, capture: how } as unknown as Session);
  const urls = async (list: typeof unreadable | typeof ambiguous) => (await list.all()).map((each) => each.startUrl);
  return { capture, calls, closed, remembered, session, state, unreadable, ambiguous, urls };
}

const cookie = { name: 'x-amz-sso_authn', value: 'v', domain: 'demo.awsapps.com', storeId: '0' };

describe('a session cookie that Keyferry has read before', () => {
  it('attack 31: is read again only if Keyferry still has the permission for the portal', async () => {
    const { capture, calls, closed, remembered, unreadable } = rig();
    for (const url of [startUrl, OTHER]) remembered.set(url, { region: { name: 'eu-west-1', from: 'env' } });
    closed.add(OTHER);
    await capture.readAll();
    expect(calls).toEqual([`read ${startUrl} default`, `announce ${startUrl} cookies`, 'refresh']);
    expect(await unreadable.all()).toEqual([{ ...place(), named: { name: 'eu-west-1', from: 'env' } }]);
  });

  it.each([
    ['chosen', null],
    ['meta', { name: 'eu-west-1', from: 'meta' }],
  ])(
    'is read again with a region that the portal’s page named, but not with a region that the user chose: %s',
    async (from, named) => {
      const { capture, remembered, unreadable } = rig();
      remembered.set(startUrl, { region: { name: 'eu-west-1', from } });
      await capture.restore([startUrl]);
      expect(await unreadable.all()).toEqual([{ ...place(), named }]);
    },
  );

  it('attack 31: is not read again if the portal already has a session; the popup gets no new view', async () => {
    const { capture, calls, remembered, session } = rig();
    remembered.set(startUrl, {});
    session('cookies');
    await capture.readAll();
    await capture.restore([startUrl, 'https://example.com/start']);
    expect(calls).toEqual([]);
  });

  it('is read from the cookie store of normal windows even if the portal has a session in a container', async () => {
    const { capture, calls, session } = rig();
    session('cookies', place(startUrl, 'firefox-container-2'));
    await capture.restore([startUrl]);
    expect(calls[0]).toBe(`read ${startUrl} default`);
  });
});

describe('the session cookie of a portal', () => {
  it('makes the session from this cookie end if the cookie is gone or its token is not accepted', async () => {
    for (const cause of ['none', 'refused'] as const) {
      const { capture, calls, session, state } = rig();
      if (cause === 'none') state.cookie = { is: 'none' };
      state.accepts = false;
      await capture.pageIsUnreadable(place(), null);
      expect(calls.filter((call) => call.startsWith('end'))).toEqual([]);
      session('cookies');
      await capture.pageIsUnreadable(place(), null);
      expect(calls.filter((call) => call.startsWith('end'))).toEqual([`end ${startUrl}`]);
    }
  });

  it('changes nothing if Keyferry has no permission to read the cookie', async () => {
    const { capture, calls, session, state, ambiguous } = rig();
    session('cookies');
    state.cookie = null;
    await ambiguous.put(place());
    await capture.pageIsUnreadable(place(), null);
    expect(calls).toEqual([`read ${startUrl} default`, 'refresh']);
    expect(await ambiguous.all()).toHaveLength(1);
  });

  it('puts the portal on the list of portals with two session cookies while a second session cookie exists', async () => {
    const { capture, state, ambiguous, urls } = rig();
    state.cookie = { is: 'two-cookies' };
    await ambiguous.put(place(OTHER));
    await capture.pageIsUnreadable(place(), null);
    expect(await urls(ambiguous)).toEqual([OTHER, startUrl]);
    state.cookie = { is: 'none' };
    await capture.pageIsUnreadable(place(), null);
    expect(await urls(ambiguous)).toEqual([OTHER]);
  });

  it('is read again after a change; if a new cookie replaces it, only the second of the browser’s two reports counts', async () => {
    const { capture, calls } = rig();
    await capture.pageIsUnreadable(place(), null);
    const read = async (change: object) => {
      calls.length = 0;
      await capture.cookieChanged({ cookie, cause: 'explicit', removed: false, ...change });
      return calls.length > 0;
    };
    expect(await read({})).toBe(true);
    expect(await read({ removed: true })).toBe(true);
    expect(await read({ cause: 'overwrite' })).toBe(true);
    expect(await read({ cause: 'overwrite', removed: true })).toBe(false);
    expect(await read({ cookie: { ...cookie, name: 'theme' } })).toBe(false);
  });

  it('replaces the session that the portal’s page announced before', async () => {
    const { capture, calls, session } = rig();
    session('page');
    await capture.pageIsUnreadable(place(), null);
    expect(calls[0]).toBe(`end ${startUrl}`);
  });
});

describe('a portal page', () => {
  it('is removed from the list of unreadable pages when it can read its cookie or has two session cookies', async () => {
    const { capture, calls, unreadable, ambiguous, urls } = rig();
    for (const list of [unreadable, ambiguous] as (typeof unreadable)[]) {
      await list.put({ ...place(), named: null });
      await list.put({ ...place(OTHER), named: null });
    }
    await capture.pageIsReadable(place());
    expect([await urls(unreadable), await urls(ambiguous)]).toEqual([[OTHER], [OTHER]]);
    await capture.pageIsAmbiguous(place(OTHER));
    expect([await urls(unreadable), await urls(ambiguous)]).toEqual([[], [OTHER]]);
    expect(calls).toEqual([`end ${OTHER}`]);
  });

  it('is removed from the list of unreadable pages when it is closed, unless its portal has a session or a new region', async () => {
    const { capture, unreadable, ambiguous, session, urls } = rig();
    for (const url of [startUrl, OTHER, NEW]) await unreadable.put({ ...place(url), named: null });
    for (const url of [startUrl, OTHER]) await ambiguous.put(place(url));
    session('cookies', place(OTHER));
    await capture.forgetClosedPages(new Set());
    expect([await urls(unreadable), await urls(ambiguous)]).toEqual([[OTHER, NEW], []]);
    await unreadable.put({ ...place(), named: null });
    await ambiguous.put(place());
    await capture.forgetClosedPages(new Set([startUrl]));
    expect([await urls(unreadable), await urls(ambiguous)]).toEqual([[OTHER, NEW, startUrl], [startUrl]]);
  });

  it('stays declined after the user declined its portal, even if the page reports again; other portals are not declined', async () => {
    const { capture, unreadable } = rig();
    await capture.pageIsUnreadable(place(), null);
    await capture.pageIsUnreadable(place(OTHER), null);
    await capture.wantPortal(startUrl, false);
    for (const url of [OTHER, startUrl]) await capture.pageIsUnreadable(place(url), null);
    const declined = (await unreadable.all()).map((each) => [each.startUrl, each.declined]);
    expect(declined).toEqual([
      [OTHER, undefined],
      [startUrl, true],
    ]);
  });

  it('in a new region is added to the list of unreadable pages if the user accepts its portal, and removed if the user declines it', async () => {
    const { capture, unreadable, urls } = rig();
    await capture.wantPortal(startUrl, true);
    expect(await unreadable.all()).toEqual([]);
    await capture.pageIsUnreadable(place(), null);
    await capture.wantPortal(NEW, true);
    expect((await unreadable.all()).at(-1)).toEqual({ ...place(NEW), named: null });
    await capture.wantPortal(NEW, false);
    expect(await urls(unreadable)).toEqual([startUrl]);
  });
});

describe('the withdrawal of a permission', () => {
  it('attack 31: ends only the sessions whose cookies Keyferry read with the permission', async () => {
    const { capture, calls, closed, session, unreadable } = rig();
    for (const url of [startUrl, OTHER, NEW]) await unreadable.put({ ...place(url), named: null });
    session('cookies');
    session('page', place(OTHER));
    session('cookies', place(NEW));
    closed.add(startUrl).add(OTHER);
    await capture.permissionRemoved();
    expect(calls).toEqual([`end ${startUrl}`]);
  });
});
