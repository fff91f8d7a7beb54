import { describe, expect, it } from 'vitest';
import {
  active,
  button,
  chord,
  find,
  open,
  optionKeys,
  page,
  press,
  sent,
  text,
  value,
  waitSent,
  waitText,
} from '../driven-page.ts';
import { error, manyProfiles, NOW, ok, popup, profiles, session, view } from '../preview/fixtures.ts';

describe('recent profiles', () => {
  const recent = (answers = {}) => popup(view({ profiles }), undefined, answers);
  const keys = async () => (await optionKeys()).filter((key) => key.startsWith('recent '));
  const nameOf = (key: string) =>
    page.accessibility
      .snapshot({ interestingOnly: false })
      .then((tree) => JSON.stringify(tree).match(new RegExp(`"role":"option"[^{}]*"name":"([^"]*${key}[^"]*)"`))?.[1]);

  it('of the current portal are the first options of the list, except during a search', async () => {
    await open(recent());
    await page.waitForSelector('[role=option]');
    expect((await optionKeys()).slice(0, 2)).toEqual(['recent prod-payments', 'recent sandbox']);
    expect(await page.$('aria/Recent profiles[role="group"]')).not.toBeNull();
    expect(await page.$$eval('.roles, .recent ul', (all) => all.length)).toBe(1);
    await find('prod');
    expect(await keys()).toEqual([]);
  });

  it('have the account’s name and id, the role, the profile and the time left in their accessible names', async () => {
    await open(recent());
    await page.waitForSelector('[role=option]');
    expect(await nameOf('profile prod-payments')).toMatch(
      /^payments-prod ?333344445555 ?ReadOnlyAccess ?profile prod-payments ?41 min$/,
    );
    const title = await page.$eval('[data-row="recent prod-payments"]', (each) => each.getAttribute('title'));
    expect(title).toMatch(/^Profile prod-payments\nReadOnlyAccess in payments-prod\n333344445555\nvalid until 12:01/);
  });

  it('can be reached with the arrow keys, and Enter opens the card with the profile’s name', async () => {
    await open(recent());
    await press('ArrowDown', 'Enter');
    await page.waitForSelector('#profile-name');
    expect(await text('#card-title')).toBe('AdministratorAccess');
    expect(await value('#profile-name')).toBe('sandbox');
    await press('Escape');
    await page.waitForSelector('[role=listbox]');
    expect(await page.$eval('[aria-selected=true]', (each) => (each as HTMLElement).dataset.row)).toBe(
      'recent sandbox',
    );
    await press('ArrowDown');
    expect(await active()).toContain('Data platform');
  });

  it('can be renewed one by one with Ctrl+Enter or a click, and all together with Alt+R or the button “Renew all”', async () => {
    await open(recent());
    await page.waitForSelector('[role=option]');
    await chord('Control', 'Enter');
    await waitText('[role=status]', 'Profile prod-payments is renewed, valid until');
    await page.click('[title^="Renew sandbox"]');
    await waitSent('popup/renew-profiles', 2);
    await waitText('[role=status]', 'is renewed');
    await chord('Alt', 'r');
    await waitSent('popup/renew-profiles', 3);
    await waitText('[role=status]', 'is renewed');
    await page.focus('#search');
    await press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Renew all');
    await press('Enter');
    await waitSent('popup/renew-profiles', 4);
    const both = ['prod-payments', 'sandbox'];
    expect((await sent('popup/renew-profiles')).map((body) => (body as { names: string[] }).names)).toEqual([
      ['prod-payments'],
      ['sandbox'],
      both,
      both,
    ]);
    expect(await page.$('#profile-name')).toBeNull();
  });

  it('are named in the success message after several of them were renewed', async () => {
    const renewed = ['prod-payments', 'sandbox'].map((name) => ({ name, expiration: NOW + 3_600_000 }));
    await open(recent({ 'popup/renew-profiles': ok({ renewed, failed: [] }) }));
    await button('Renew all').click();
    await waitText('[role=status]', '2 profiles are renewed');
    await waitText('[role=status]', 'prod-payments, sandbox');
  });

  it('are named in an error if they could not be renewed, and “Try again” renews only the profiles that failed', async () => {
    const failed = [{ name: 'sandbox', ...error('THROTTLED') }];
    await open(recent({ 'popup/renew-profiles': ok({ renewed: [{ name: 'prod-payments', expiration: 1 }], failed }) }));
    await button('Renew all').click();
    await waitText('[role=alert]', 'sandbox was not renewed: The portal asks to slow down');
    await button('Try again').click();
    await waitSent('popup/renew-profiles', 2);
    expect((await sent('popup/renew-profiles'))[1]).toEqual({ session: session().key, names: ['sandbox'] });
  });

  it('are limited to eight if there are many; a click on the last row shows all of them', async () => {
    const [first] = manyProfiles;
    const many = Array.from({ length: 20 }, (_, at) => ({ ...first, name: `p${at}` })) as typeof profiles;
    await open(popup(view({ profiles: many })));
    await page.waitForSelector('[role=option]');
    expect(await keys()).toHaveLength(8);
    await page.click('[data-row=more]');
    await expect.poll(keys).toHaveLength(20);
  });

  it('are still shown when nobody is signed in, with a button that opens the confirmed portal', async () => {
    const known = [{ startUrl: session().startUrl, label: session().label }];
    await open(popup(view({ sessions: [], current: null, known, profiles })));
    await button('Open hidden-corp').wait();
    expect(await text('.signed-out-recent')).toContain('41 min');
  });
});
