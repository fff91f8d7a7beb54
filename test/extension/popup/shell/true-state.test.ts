import { describe, expect, it } from 'vitest';
import { indexKey, VIEW_KEY } from '#core/protocol/messages.ts';
import { noElement, until, untilIn } from '../../../waiting.ts';
import { button, find, open, page, press, sent, store, text, value, waitSent } from '../driven-page.ts';
import { accounts, locked, NOW, ok, other, popup, profiles, session, view } from '../preview/fixtures.ts';

/**
 * Sets the clock of the page to a time. After that, the clock stands still again, so the next full minute never comes.
 */
const passTo = (now: number) =>
  page.evaluate((time) => {
    Date.now = () => time;
  }, now);

describe('after a profile or a session has expired', () => {
  it('the popup does not show the profile as valid, neither under Recent nor in the message about the written profile', async () => {
    const expiration = NOW + 3000;
    const [profile] = profiles;
    const shown = view({ profiles: [{ ...profile, expiration } as NonNullable<typeof profile>] });
    await open(popup(shown, accounts, { 'popup/write-profile': ok({ name: 'x', expiration }) }));
    expect(await text('.recent-left')).toBe('less than a minute');
    await find('administrator');
    await press('Enter');
    await page.waitForSelector('#profile-name');
    await press('Enter');
    await untilIn(page, () => document.querySelector('[role=status]')?.textContent?.includes('is ready'));
    await passTo(expiration);
    await until(async () => (await text('[role=status]')).includes('These credentials expired at'));
    expect(await text('[role=status]')).not.toMatch(/ready|less than a minute/);
    await press('Escape', 'Escape');
    await until(async () => (await text('.recent-left')) === 'expired');
  });

  it('the popup does not show the session as valid', async () => {
    const expiresAt = NOW + 3000;
    await open({ ...popup(view({ sessions: [session({ expiresAt })] })), answers: {} });
    expect(await text('header .left')).toContain('less than a minute');
    await passTo(expiresAt);
    await until(async () => (await text('header .left')).includes('session ended'));
  });
});

describe('the text in the search box', () => {
  const two = session({ key: 'two', user: 'kim@hidden-corp.example' });
  const both = (current: string) => view({ sessions: [session(), two], current });
  const switchTo = async (current: string) => {
    await store('session', VIEW_KEY, both(current));
    await untilIn(
      page,
      (key) => (document.querySelector('select.portal') as HTMLSelectElement | null)?.value === key,
      current,
    );
    await page.waitForSelector('#search');
  };

  it('is deleted when the popup changes to the session of a different user', async () => {
    const fixture = popup(both(session().key));
    const index = { session: 'two', listedAt: 1, accounts };
    await open({ ...fixture, local: { ...fixture.local, [indexKey('two')]: index } });
    await find('admin');
    await switchTo('two');
    expect(await value('#search')).toBe('');
    await find('read');
    await switchTo(session().key);
    expect(await value('#search')).toBe('');
  });

  it('stays when the user reviews a new portal and comes back to the current portal', async () => {
    await open(popup(view({ sessions: [session(), other] })));
    await find('admin');
    await button('Review').click();
    await page.waitForSelector('.new-portal');
    await press('Escape');
    await page.waitForSelector('#search');
    expect(await value('#search')).toBe('admin');
  });
});

describe('a portal page with no readable session and no sign-in form', () => {
  it('causes a banner that does not say that the user is signed in, and “Not now” closes the banner', async () => {
    const shown = view({ locked: [locked()] });
    await open(popup(shown, accounts, { 'popup/want-portal': ok(view()) }));
    await untilIn(page, () => document.querySelector('.banner')?.textContent?.includes('sees no sign-in at'));
    expect(await text('.banner')).toContain('If you are signed in there');
    await button('Not now').click();
    await waitSent('popup/want-portal');
    expect(await sent('popup/want-portal')).toEqual([{ startUrl: locked().startUrl, wanted: false }]);
    await noElement(page, '.banner');
  });
});
