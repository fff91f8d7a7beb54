import { describe, expect, it } from 'vitest';
import { createAnnouncements } from '../../../../extension/background/sessions/announcement.ts';
import type { PortalPlace } from '../../../../extension/background/sessions/sender.ts';
import type { Session } from '../../../../extension/background/sessions/session.ts';
import { createSessionStore } from '../../../../extension/background/sessions/session-store.ts';
import { fakeArea } from '../fakes.ts';

const [a, b] = ['https://a.awsapps.com/start', 'https://b.awsapps.com/start'];
const place = (startUrl: string, store = '0') =>
  ({ store, isPrivate: false, startUrl, label: startUrl.charAt(8), partition: 'aws' }) as PortalPlace;
const announced = (token: string, capture: 'page' | 'cookies' = 'page') =>
  ({ token, capture, named: { name: 'eu-west-1', from: 'env' } }) as never;

/**
 * The part of the worker that stores the sessions that pages announce. `isTrusted` decides which sessions are trusted.
 */
function rig(isTrusted: (session: Pick<Session, 'startUrl'>) => boolean = () => true) {
  let ids = 0;
  const changes = { count: 0 };
  const asked: string[] = [];
  const cancelled: string[] = [];
  const remembered: object[] = [];
  const store = createSessionStore(fakeArea(), () => {
    changes.count += 1;
  });
  const announcements = createAnnouncements({
    store,
    trust: { isTrusted: async (session) => isTrusted(session) },
    portals: {
      chosenRegion: async () => null,
      remember: (async ({ startUrl }: Session, facts: object) => void remembered.push({ startUrl, ...facts })) as never,
    },
    cancellation: { abort: (id, reason) => void cancelled.push(`${id} ${reason.code}`) },
    newId: () => `id${++ids}`,
    now: () => 1_900_000_000_000,
    markOf: async (text) => `<${text}>`,
    identify: async ({ id }) => void asked.push(id),
  });
  const change = (id: string, fields: Partial<Session>) => store.update(id, (each) => ({ ...each, ...fields }));
  return { ...announcements, store, asked, cancelled, remembered, changes, change };
}

describe('an announced session', () => {
  it('is stored with the fingerprints of its token, and the portal is asked for the user', async () => {
    const { announce, store, asked, remembered } = rig();
    expect(await announce(place(a), announced('TOKEN1EXAMPLE'))).toBe(true);
    expect(await store.all()).toMatchObject([
      {
        id: 'id1',
        startUrl: a,
        token: 'TOKEN1EXAMPLE',
        tokenMark: '<TOKEN1EXAMPLE>',
        mark: '<eu-west-1 TOKEN1EXAMPLE>',
        region: 'eu-west-1',
        regionFrom: 'env',
        capture: 'page',
        since: 1_900_000_000_000,
        confirmed: false,
        checked: false,
        expired: false,
        user: null,
      },
    ]);
    expect(asked).toEqual(['id1']);
    expect(remembered).toEqual([{ startUrl: a, capture: 'page', region: { name: 'eu-west-1', from: 'env' } }]);
  });

  it('with the same token changes nothing, but the portal is asked for the user again if it did not answer before', async () => {
    const { announce, store, asked, remembered, changes, cancelled } = rig();
    await announce(place(a), announced('TOKEN1EXAMPLE'));
    const before = [changes.count, remembered.length];
    expect(await announce(place(a), announced('TOKEN1EXAMPLE'))).toBe(true);
    expect([changes.count, remembered.length]).toEqual(before);
    expect(asked).toEqual(['id1', 'id1']);
    expect([(await store.all()).length, cancelled]).toEqual([1, []]);
  });

  it('keeps its id when its token is read by the page instead of from the cookie, and the new way of reading is stored', async () => {
    const { announce, store, remembered } = rig();
    await announce(place(a), announced('TOKEN1EXAMPLE', 'cookies'));
    await announce(place(a), announced('TOKEN1EXAMPLE', 'page'));
    expect(await store.all()).toMatchObject([{ id: 'id1', capture: 'page' }]);
    expect(remembered).toMatchObject([{ capture: 'cookies' }, { capture: 'page' }]);
  });

  it('with a new token replaces the earlier token, cancels requests with the earlier token, and stays with the same user', async () => {
    const { announce, store, cancelled, change } = rig();
    await announce(place(a), announced('TOKEN1EXAMPLE'));
    await change('id1', { key: 'key of the user', user: 'me', directory: 'd-1', identity: 'user-1' });
    await announce(place(a), announced('TOKEN2EXAMPLE'));
    expect(await store.all()).toMatchObject([
      { id: 'id2', token: 'TOKEN2EXAMPLE', key: 'key of the user', user: 'me', identity: 'user-1', checked: false },
    ]);
    expect(cancelled).toEqual(['id1 SESSION_CHANGED']);
  });

  it('keeps nothing of the earlier user if the earlier session has ended', async () => {
    const { announce, store, change } = rig();
    await announce(place(a), announced('TOKEN1EXAMPLE'));
    await change('id1', { key: 'key of the user', user: 'me', identity: 'user-1', expired: true });
    await announce(place(a), announced('TOKEN2EXAMPLE'));
    const [session] = await store.all();
    expect(session).toMatchObject({ id: 'id2', user: null, identity: null });
    expect(session?.key).not.toBe('key of the user');
  });
});

describe('the facts that are stored about a portal (region, and way of reading the token)', () => {
  it('are not stored if the portal is not trusted, or if its session has ended or does not exist', async () => {
    const untrusted = rig(() => false);
    await untrusted.announce(place(a), announced('TOKEN1EXAMPLE'));
    expect(untrusted.remembered).toEqual([]);
    const { announce, remember, change, remembered } = rig();
    await remember(place(a));
    await announce(place(a), announced('TOKEN1EXAMPLE'));
    await change('id1', { expired: true });
    await remember(place(a));
    expect(remembered).toHaveLength(1);
  });

  it('do not include the region if it is unknown who named the region', async () => {
    const { announce, remember, change, remembered } = rig();
    await announce(place(a), announced('TOKEN1EXAMPLE'));
    await change('id1', { regionFrom: null });
    await remember(place(a));
    expect(remembered.at(-1)).toEqual({ startUrl: a, capture: 'page' });
  });
});

describe('attack 48: a token that a page of another portal has already reported', () => {
  const twice = async (given: ReturnType<typeof rig>, fields: Partial<Session>, store = '0') => {
    await given.announce(place(a), announced('TOKEN1EXAMPLE'));
    await given.change('id1', fields);
    const isStored = await given.announce(place(b, store), announced('TOKEN1EXAMPLE'));
    return [isStored, (await given.store.all()).map(({ startUrl }) => startUrl.charAt(8)).join()];
  };

  it('is not stored a second time in the same cookie store', async () => {
    expect(await twice(rig(), { checked: true })).toEqual([false, 'a']);
    expect(
      await twice(
        rig(() => false),
        { checked: false },
      ),
    ).toEqual([false, 'a']);
    expect(
      await twice(
        rig(() => false),
        { checked: true, expired: true },
      ),
    ).toEqual([false, 'a']);
  });

  it('is stored only for the second start URL if the user is not trusted at the first start URL; its requests are cancelled', async () => {
    const given = rig(() => false);
    expect(await twice(given, { checked: true })).toEqual([true, 'b']);
    expect(given.cancelled).toEqual(['id1 SESSION_CHANGED']);
  });

  it('is stored for both start URLs if their cookie stores differ; two different tokens are always stored', async () => {
    expect(await twice(rig(), { checked: true }, '1')).toEqual([true, 'a,b']);
    const { announce, store } = rig();
    await announce(place(a), announced('TOKEN1EXAMPLE'));
    expect(await announce(place(b), announced('TOKEN2EXAMPLE'))).toBe(true);
    expect(await store.all()).toHaveLength(2);
  });
});
