import { describe, expect, it } from 'vitest';
import { isOfOtherUser, whyNotOwn } from '../../../../extension/background/profiles/own-profile.ts';

const portal = 'https://demo.awsapps.com/start';
const session = { startUrl: portal, identity: 'user-1', checked: true };

describe('attack 50: a written profile', () => {
  it('counts as another user’s profile only if its mark names another user of the same portal', () => {
    expect(isOfOtherUser({ portal, user: 'user-2' }, session)).toBe(true);
    expect(isOfOtherUser({ portal, user: 'user-1' }, session)).toBe(false);
    expect(isOfOtherUser({ portal, user: undefined }, session)).toBe(false);
    expect(isOfOtherUser({ portal: 'https://other.awsapps.com/start', user: 'user-2' }, session)).toBe(false);
  });

  it('does not count as another user’s profile while the portal has not named the user of the session', () => {
    expect(isOfOtherUser({ portal, user: 'user-2' }, { ...session, identity: null, checked: false })).toBe(false);
  });

  it('is renewed only for the user that its mark names', () => {
    expect(whyNotOwn({ user: 'user-1' }, session, true)).toBeNull();
    expect(whyNotOwn({ user: 'user-2' }, session, true)).toBe('belongs to another user of this portal');
    expect(whyNotOwn({ user: 'user-1' }, { identity: null }, true)).toBe('belongs to another user of this portal');
  });

  it('is not renewed if its mark names no user, although the portal named the user and the host can store users', () => {
    const sentence = 'does not say which user of this portal it belongs to';
    expect(whyNotOwn({ user: undefined }, session, true)).toBe(sentence);
    expect(whyNotOwn({ user: undefined }, session, false)).toBeNull();
    expect(whyNotOwn({ user: undefined }, { identity: null }, true)).toBeNull();
  });
});
