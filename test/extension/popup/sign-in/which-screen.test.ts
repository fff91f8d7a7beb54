import { describe, expect, it } from 'vitest';
import type { RoleIndex, View } from '#core/protocol/messages.ts';
import { asIndex, asView } from '../../../../extension/popup/shell/stored.ts';
import { screenFor } from '../../../../extension/popup/sign-in/which-screen.ts';
import { other, session, view } from '../preview/fixtures.ts';

const index: RoleIndex = { session: session().key, listedAt: 1, accounts: [] };
const is = (shown: View | null, known: RoleIndex | null = index, reviewing: string | null = null) =>
  screenFor(shown, known, reviewing).is;
/** A session of a user who has not confirmed the portal. Another user has confirmed this portal. */
const newUser = session({ trusted: false });
const none = { sessions: [], current: null };
const withheld = ['https://portal.sso.eu-west-1.amazonaws.com'];

describe('the screen that the popup shows', () => {
  it.each([
    ['starting', 'nothing is stored', null],
    ['list', 'the user is signed in to a confirmed portal', view()],
    ['expired', 'the session has ended', view({ sessions: [session({ expired: true })] })],
    [
      'stale-tab',
      'the session has ended and the portal’s tab must be reloaded',
      view({ sessions: [session({ expired: true })], staleTab: true }),
    ],
    ['region', 'the region of the portal is unknown', view({ sessions: [session({ region: null })] })],
    ['no-session', 'nobody is signed in', view(none)],
    ['stale-tab', 'nobody is signed in and the portal’s tab must be reloaded', view({ ...none, staleTab: true })],
    ['withheld', 'nobody is signed in and the browser withholds access', view({ ...none, withheld })],
    ['new-portal', 'only an unconfirmed portal is signed in', view({ sessions: [other], current: null })],
    ['choose', 'a confirmed portal is signed in but is not the current portal', view({ current: null })],
    [
      'two-cookies',
      'a portal page has two different session cookies',
      view({ ...none, ambiguous: [{ startUrl: other.startUrl, label: other.label }] }),
    ],
    [
      'new-portal',
      'an unconfirmed user is signed in to a confirmed portal',
      view({ sessions: [newUser], current: null }),
    ],
    [
      'region',
      'the user is unknown and the region of the portal is unknown',
      view({ sessions: [{ ...newUser, checked: false, region: null }], current: null }),
    ],
    [
      'withheld',
      'the user is unknown and the browser withholds access',
      view({ sessions: [{ ...newUser, checked: false, whoAmI: 'ACCESS_WITHHELD' }], current: null }),
    ],
  ] as const)('is “%s” if %s', (screen, _, shown) => {
    expect(is(shown)).toBe(screen);
  });

  it('is the list of roles if a list is stored, even while the browser withholds access', () => {
    expect(is(view({ withheld }))).toBe('list');
    expect(is(view({ withheld }), null)).toBe('withheld');
  });

  it('attack 45: is never the list of an untrusted portal, even if the untrusted portal is the current portal', () => {
    expect(is(view({ sessions: [other], current: other.key }))).toBe('new-portal');
  });

  it('is the screen “new-portal” only after a click on Review, if there is also a current portal', () => {
    const both = view({ sessions: [session(), other] });
    expect(is(both)).toBe('list');
    expect(is(both, index, other.key)).toBe('new-portal');
    expect(is(both, index, session().key)).toBe('list');
  });
});

describe('values in storage', () => {
  it.each([undefined, null, 'x', {}, { sessions: 'x' }, { accounts: {} }])(
    'are not accepted as the popup’s view or as a list of roles if the value is %j',
    (value) => {
      expect(asView(value)).toBeNull();
      expect(asIndex(value)).toBeNull();
    },
  );

  it('are accepted if the worker wrote them', () => {
    expect(asView(view())).toEqual(view());
    expect(asIndex(index)).toEqual(index);
  });
});
