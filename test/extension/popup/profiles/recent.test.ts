import { describe, expect, it } from 'vitest';
import { button, find, focused, open, page, press, sent, waitSent, waitText } from '../driven-page.ts';
import { error, ok, popup, profiles, session, view } from '../preview/fixtures.ts';

describe('recent profiles', () => {
  const names = () => page.$$eval('.recent .name', (each) => each.map(({ textContent }) => textContent));
  const recent = (answers = {}) => popup(view({ profiles }), undefined, answers);

  it('are shown for this portal only, and not while searching', async () => {
    await open(recent());
    await page.waitForSelector('.recent .name');
    expect(await names()).toEqual(['prod-payments', 'sandbox']);
    await find('prod');
    expect(await names()).toEqual([]);
  });

  it('are renewed one at a time or together, also with the keyboard', async () => {
    await open(recent());
    await page.waitForSelector('.recent .name');
    await page.focus('[aria-label="Renew prod-payments"]');
    await press('Enter');
    await waitText('[role=status]', 'Profile prod-payments is renewed, valid until');
    await button('Renew all').click();
    await waitSent('popup/renew-profiles', 2);
    expect(await sent('popup/renew-profiles')).toEqual([
      { session: session().key, names: ['prod-payments'] },
      { session: session().key, names: ['prod-payments', 'sandbox'] },
    ]);
  });

  it('are listed if they could not be renewed; the user can try again with only these profiles', async () => {
    const failed = [{ name: 'sandbox', ...error('THROTTLED') }];
    await open(recent({ 'popup/renew-profiles': ok({ renewed: [{ name: 'prod-payments', expiration: 1 }], failed }) }));
    await button('Renew all').click();
    await waitText('[role=alert]', 'sandbox was not renewed: The portal asks to slow down');
    await button('Try again').click();
    await waitSent('popup/renew-profiles', 2);
    expect((await sent('popup/renew-profiles'))[1]).toEqual({ session: session().key, names: ['sandbox'] });
  });

  it('are removed only after a question that names the profile', async () => {
    await open(recent());
    await button('Remove sandbox').click();
    await waitText('dialog', 'Remove profile sandbox?');
    await button('Cancel').click();
    expect(await sent('popup/remove-profiles')).toEqual([]);
    await button('Remove sandbox').click();
    await page.waitForSelector('dialog');
    await button('Remove').click();
    await waitText('[role=status]', 'Profile sandbox is removed');
    expect(await sent('popup/remove-profiles')).toEqual([{ names: ['sandbox'] }]);
    expect(await focused()).toBe('search');
  });
});
