import { describe, expect, it } from 'vitest';
import {
  isKeyOf,
  isKeyOfPortal,
  sessionKey,
  userInKey,
} from '../../../../extension/background/storage/session-data.ts';

const session = { store: 'default', startUrl: 'https://demo.awsapps.com/start', user: 'user-1', id: 'id-1' };
const otherPlaces = [
  ['another cookie store', { store: 'firefox-container-1' }],
  ['a cookie store whose name begins alike', { store: 'default-2' }],
  ['another portal', { startUrl: 'https://other.awsapps.com/start' }],
  ['a portal whose address begins alike', { startUrl: 'https://demo.awsapps.com/start-2' }],
] as const;

describe('the key of a session', () => {
  it('stays the same for a new token of the same user', () => {
    expect(sessionKey({ ...session, id: 'id-2' })).toBe(sessionKey(session));
  });

  it.each([...otherPlaces, ['another user', { user: 'user-2' }], ['no known user', { user: null }]] as const)(
    'attack 7: is different for %s',
    (_, change) => {
      expect(sessionKey({ ...session, ...change })).not.toBe(sessionKey(session));
    },
  );

  it('attack 7: is different for each session whose user is unknown', () => {
    const unknown = { ...session, user: null };
    expect(sessionKey({ ...unknown, id: 'id-2' })).not.toBe(sessionKey(unknown));
    expect(sessionKey({ ...unknown, store: 'private' })).not.toBe(sessionKey(unknown));
  });

  it('is recognised as a key of its cookie store and portal, for every user', () => {
    for (const user of ['user-1', 'user-2', null]) {
      expect(isKeyOf(sessionKey({ ...session, user }), session)).toBe(true);
    }
  });

  it('is recognised as a key of its portal, in every cookie store and for every user', () => {
    for (const change of [{}, { store: 'a","b' }, { user: null }, { user: '",' }]) {
      expect(isKeyOfPortal(sessionKey({ ...session, ...change }), session.startUrl)).toBe(true);
    }
    for (const startUrl of ['https://other.awsapps.com/start', `${session.startUrl}-2`]) {
      expect(isKeyOfPortal(sessionKey(session), startUrl)).toBe(false);
      expect(isKeyOfPortal(sessionKey({ ...session, store: startUrl, user: startUrl }), startUrl)).toBe(false);
    }
  });

  it('contains the user, if the user is known', () => {
    expect(userInKey(sessionKey(session))).toEqual({ startUrl: session.startUrl, user: 'user-1' });
    for (const key of [sessionKey({ ...session, user: null }), '', '{}', '[1,2,3]', 'null'])
      expect(userInKey(key)).toBeNull();
  });

  it.each(otherPlaces)(
    'attack 7: of %s is not recognised as a key of the given portal and cookie store',
    (_, change) => {
      expect(isKeyOf(sessionKey({ ...session, ...change }), session)).toBe(false);
    },
  );
});
