import { describe, expect, it } from 'vitest';
import { nothingPersonal, personalKey } from '#core/personal.ts';
import { indexKey, VIEW_KEY } from '#core/protocol/messages.ts';
import { PATIENCE_MS, untilIn } from '../../../waiting.ts';
import {
  chooseIn,
  chord,
  copied,
  find,
  open,
  optionKeys,
  page,
  press,
  row,
  sent,
  store,
  text,
  value,
  waitSent,
} from '../driven-page.ts';
import { accounts, ownPopup, personal, session, view } from '../preview/fixtures.ts';

const ADMIN_ROW = '111122223333/AdministratorAccess';

describe('favourites', () => {
  it('are listed first, in their own group, and each role is listed only once', async () => {
    await open(ownPopup());
    const all = await optionKeys();
    expect(all.slice(0, 3)).toEqual([
      '333344445555/ReadOnlyAccess',
      '555566667777/A-permission-set-name-of-thirty-two-ch',
      ADMIN_ROW,
    ]);
    expect(new Set(all).size).toBe(all.length);
    expect(await page.$('aria/Favourites[role="group"]')).not.toBeNull();
    const name = 'Shop, payments-prod, 333344445555, ReadOnlyAccess';
    expect(await page.$(`aria/${name}[role="option"]`)).not.toBeNull();
    expect(await page.$eval(row(ADMIN_ROW), (each) => each.getAttribute('aria-description'))).toBe('favourite');
  });

  it('are followed by accounts with roles that the user has used, and the used roles come first in each account', async () => {
    await open(ownPopup());
    expect((await optionKeys())[3]).toBe('333344445555/Billing');
  });

  it('can be added with the star of a row, and no row moves under the mouse pointer', async () => {
    await open(ownPopup(nothingPersonal));
    const before = await optionKeys();
    await page.hover(row(ADMIN_ROW));
    await page.click(`${row(ADMIN_ROW)} [title^=Favourite]`);
    await waitSent('popup/set-favourite');
    const body = { session: session().key, accountId: '111122223333', roleName: 'AdministratorAccess' };
    expect(await sent('popup/set-favourite')).toEqual([{ ...body, favourite: true }]);
    await store('local', personalKey(session().key), { accounts: {}, roles: { [ADMIN_ROW]: { favourite: true } } });
    await page.waitForSelector(`${row(ADMIN_ROW)}[aria-description=favourite]`);
    expect(await optionKeys()).toEqual(before);
    expect(await page.$('#card-title')).toBeNull();
    // The new favourite moves to the top only when the list is shown again.
    await press('Enter');
    await page.waitForSelector('#profile-name');
    await press('Escape');
    await page.waitForSelector('[role=listbox]');
    expect((await optionKeys())[0]).toBe(ADMIN_ROW);
  });

  it('can change while the user closes a role’s card; the card does not open again', async () => {
    await open(ownPopup(nothingPersonal));
    await find('administrator');
    await press('Enter');
    await page.waitForSelector('#profile-name');
    const changed = { accounts: {}, roles: { [ADMIN_ROW]: { favourite: true } } };
    await page.evaluate(
      async (key, value) => {
        window.fake.store('local', key, value);
        // After these turns, Preact has rendered the page. But Preact has not run the effects, because they wait for
        // the next frame.
        for (let turn = 0; turn < 10; turn++) await Promise.resolve();
        document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }));
      },
      personalKey(session().key),
      changed as object,
    );
    await page.waitForSelector('#search');
    expect(await page.$('#profile-name')).toBeNull();
  });

  it('can be added and removed with Ctrl+D, in the list and on the card', async () => {
    await open(ownPopup());
    await find('administrator');
    await chord('Control', 'd');
    await waitSent('popup/set-favourite');
    await press('Enter');
    await page.waitForSelector('.star[aria-pressed=true]');
    await chord('Control', 'd');
    await waitSent('popup/set-favourite', 2);
    await page.locator('aria/Favourite[role="button"]').click();
    await waitSent('popup/set-favourite', 3);
    const bodies = (await sent('popup/set-favourite')) as { favourite: boolean }[];
    expect(bodies.map(({ favourite }) => favourite)).toEqual([false, false, false]);
  });

  it('attack 7: belong to the user whose name is shown beside the portal’s name or in the tooltip of the portal’s name', async () => {
    const names = () => page.$$eval('select.portal option', (all) => all.map((each) => each.textContent));
    const others = [session({ key: 'two', user: null }), session({ key: 'three', user: null, trusted: false })];
    await open(ownPopup(personal, view({ sessions: [session(), ...others] })));
    await page.waitForSelector('select.portal');
    expect(await names()).toEqual([
      'hidden-corp (jo@hidden-corp.example)',
      'hidden-corp (user unknown)',
      'hidden-corp (new)',
    ]);
    await store('session', VIEW_KEY, view({ sessions: [session()] }));
    await page.waitForSelector('strong.portal');
    expect(await page.$eval('strong.portal', (each) => each.getAttribute('title'))).toMatch(/signed in as jo@/);
  });

  it('of one user are not shown in the session of a different user', async () => {
    const two = session({ key: 'two', user: 'kim@hidden-corp.example' });
    const fixture = ownPopup(personal, view({ sessions: [session(), two] }));
    const index = { session: 'two', listedAt: 1, accounts };
    await open({ ...fixture, local: { ...fixture.local, [indexKey('two')]: index } });
    expect((await optionKeys())[0]).toBe('333344445555/ReadOnlyAccess');
    await store('session', VIEW_KEY, view({ sessions: [session(), two], current: 'two' }));
    await untilIn(page, () => document.querySelector('select.portal')?.textContent?.includes('kim@'));
    await page.waitForSelector('[role=option]');
    expect(await page.$('[data-group=favourites]')).toBeNull();
    expect(await page.$('.own-label')).toBeNull();
  });
});

describe('the user’s labels and marks', () => {
  it('of an account can be searched and are shown beside the account’s name, with the match highlighted', async () => {
    await open(ownPopup());
    await find('shop bill');
    expect(await optionKeys()).toEqual(['333344445555/Billing']);
    expect(await page.$eval('.row.account', (each) => each.textContent)).toContain('Shop payments-prod');
    expect(await page.$$eval('mark', (all) => all.map((each) => each.textContent))).toEqual(['Shop', 'Bill']);
    expect(await page.$eval('[role=option]', (each) => each.getAttribute('aria-description'))).toBe('production');
  });

  it('of a role can be searched and are shown beside the role’s name, with the match highlighted', async () => {
    await open(ownPopup());
    await find('invoic');
    expect(await optionKeys()).toEqual(['333344445555/Billing']);
    expect(await page.$eval('[role=option] mark', (each) => each.textContent)).toBe('Invoic');
    const name = 'Shop, payments-prod, 333344445555, Invoices, Billing';
    expect(await page.$(`aria/${name}[role="option"]`)).not.toBeNull();
    await press('Enter');
    await page.waitForSelector('#profile-name');
    expect(await text('#card-title')).toBe('Billing Invoices');
    await chooseIn('More for this role', 'Customise');
    await page.locator('aria/Own label of the role[role="textbox"]').setTimeout(PATIENCE_MS).fill('Bills');
    await press('Enter');
    await waitSent('popup/customise-role');
    expect(await sent('popup/customise-role')).toMatchObject([{ wish: { label: 'Bills', region: '', console: '' } }]);
  });

  it('attack 6: are shown as text if they look like markup', async () => {
    const label = '<img src=x onerror="document.title=1">';
    await open(ownPopup({ accounts: { '111122223333': { label } }, roles: { [ADMIN_ROW]: { label } } }));
    expect(await page.$('.roles img')).toBeNull();
    expect(await page.$$eval('.own-label', (all) => all.map((each) => each.textContent))).toEqual([label, label]);
  });

  it('are saved when the user presses Enter in a field on the card or leaves the field, but not if the value is not valid', async () => {
    await open(ownPopup());
    await find('shop read');
    await press('Enter');
    await page.waitForSelector('#profile-name');
    expect(await value('#profile-name')).toBe('shop');
    await chooseIn('More for this role', 'Customise');
    const field = (name: string) => page.locator(`aria/${name}[role="textbox"]`).setTimeout(PATIENCE_MS);
    await field('Own label').fill('Web shop');
    await press('Enter');
    await waitSent('popup/customise-account');
    const account = { label: 'Web shop', production: true, region: 'eu-central-1', names: 'shop-{role}' };
    expect(await sent('popup/customise-account')).toMatchObject([{ accountId: '333344445555', wish: account }]);
    await field('Console page').fill('https://evil.example/');
    await press('Enter');
    await untilIn(page, () =>
      document.querySelector('.customise')?.textContent?.includes('neither the name of a console page'),
    );
    expect(await sent('popup/customise-role')).toEqual([]);
    await field('Console page').fill('iam');
    await press('Tab');
    await waitSent('popup/customise-role');
    expect(await sent('popup/customise-role')).toMatchObject([{ wish: { region: 'us-east-1', console: 'iam' } }]);
  });

  it('can include a region for copied keys and a template for suggested profile names', async () => {
    await open(ownPopup());
    await find('shop bill');
    await press('Enter');
    await page.waitForSelector('#profile-name');
    expect(await value('#profile-name')).toBe('shop-billing');
    await page.locator('aria/Copy for Bash[role="button"]').click();
    await untilIn(page, () => window.fake.copied.length === 1);
    expect((await copied())[0]).toContain('eu-central-1');
  });
});
