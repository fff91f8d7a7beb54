import { describe, expect, it } from 'vitest';
import type { RoleIndex, View } from '#core/protocol/messages.ts';
import { asIndex, asView } from '../../../../extension/popup/shell/stored.ts';
import { screenFor } from '../../../../extension/popup/sign-in/which-screen.ts';
import { other, session, view } from '../preview/fixtures.ts';

const index: RoleIndex = { session: session().key, listedAt: 1, accounts: [] };
const is = (shown: View | null, known: RoleIndex | null = index, reviewing: string | null = null) =>
  screenFor(shown, known, reviewing).is;
/** A session of a user who is not confirmed, at a portal that was confirmed for another user. */
const newUser = session({ trusted: false });
const none = { sessions: [], current: null };
const withheld = ['https://portal.sso.eu-west-1.amazonaws.com'];

describe('the screen that the popup shows', () => {
  it.each([
    ['starting', null],
    ['list', view()],
    ['expired', view({ sessions: [session({ expired: true })] })],
    ['stale-tab', view({ sessions: [session({ expired: true })], staleTab: true })],
    ['region', view({ sessions: [session({ region: null })] })],
    ['no-session', view(none)],
    ['stale-tab', view({ ...none, staleTab: true })],
    ['withheld', view({ ...none, withheld })],
    ['new-portal', view({ sessions: [other], current: null })],
    ['choose', view({ current: null })],
    ['two-cookies', view({ ...none, ambiguous: [{ startUrl: other.startUrl, label: other.label }] })],
    ['new-portal', view({ sessions: [newUser], current: null })],
    ['region', view({ sessions: [{ ...newUser, checked: false, region: null }], current: null })],
    ['withheld', view({ sessions: [{ ...newUser, checked: false, whoAmI: 'ACCESS_WITHHELD' }], current: null })],
  ] as const)('is %s', (screen, shown) => {
    expect(is(shown)).toBe(screen);
  });

  it('is still the list while the browser withholds access, if a list is stored', () => {
    expect(is(view({ withheld }))).toBe('list');
    expect(is(view({ withheld }), null)).toBe('withheld');
  });

  it('attack 45: is never the list of an untrusted portal, even if this portal is the current portal', () => {
    expect(is(view({ sessions: [other], current: other.key }))).toBe('new-portal');
  });

  it('is a new portal only if the user clicked Review, while there is another current portal', () => {
    const both = view({ sessions: [session(), other] });
    expect(is(both)).toBe('list');
    expect(is(both, index, other.key)).toBe('new-portal');
    expect(is(both, index, session().key)).toBe('list');
  });
});

describe('values in storage', () => {
  it.each([undefined, null, 'x', {}, { sessions: 'x' }, { accounts: {} }])(
    'are not accepted as a view or as a list if the value is %j',
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
