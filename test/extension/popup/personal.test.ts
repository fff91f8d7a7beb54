import type { Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { indexKey, VIEW_KEY } from '#core/messages.ts';
import { nothingPersonal, personalKey } from '#core/personal.ts';
import type { Fixture } from './preview/fake-browser.ts';
import { account, accounts, manyAccounts, ownPopup, personal, popup, session, view } from './preview/fixtures.ts';
import { launchPages, type Pages } from './preview/pages.ts';

const ADMIN = '111122223333/AdministratorAccess';

let pages: Pages;
let page: Page;
beforeAll(async () => {
  pages = await launchPages();
});
afterEach(() => page.browserContext().close());
afterAll(() => pages?.close());

async function open(fixture: Fixture): Promise<void> {
  ({ page } = await pages.open('popup', fixture));
}
const press = (key: string) => page.keyboard.press(key as 'Enter');
async function chord(key: string): Promise<void> {
  await page.keyboard.down('Control');
  await press(key);
  await page.keyboard.up('Control');
}
const find = (query: string) => page.type('#search', query);
const sent = (kind: string) =>
  page.evaluate((wanted) => window.fake.sent.filter((each) => each.kind === wanted).map(({ body }) => body), kind);
const waitSent = (kind: string, count = 1) =>
  page.waitForFunction(
    (wanted, many) => window.fake.sent.filter((each) => each.kind === wanted).length === many,
    { timeout: 3000 },
    kind,
    count,
  );
const store = (area: 'session' | 'local', key: string, value: unknown) =>
  page.evaluate((where, at, given) => window.fake.store(where, at, given), area, key, value as object);
/** The options by their rows' keys, in order. */
const options = () => page.$$eval('[role=option]', (all) => all.map((each) => (each as HTMLElement).dataset.row ?? ''));
const row = (key: string) => `[data-row="${key}"]`;
const top = () => page.$eval('.roles', (each) => each.scrollTop);
const title = () => page.$eval('#card-title', (each) => each.textContent);

describe('favourites', () => {
  it('stand first, under a name of their own, each role once', async () => {
    await open(ownPopup());
    const all = await options();
    expect(all.slice(0, 3)).toEqual([
      '333344445555/ReadOnlyAccess',
      '555566667777/A-permission-set-name-of-thirty-two-ch',
      ADMIN,
    ]);
    expect(new Set(all).size).toBe(all.length);
    expect(await page.$('aria/Favourites[role="group"]')).not.toBeNull();
    const name = 'Shop, payments-prod, 333344445555, ReadOnlyAccess';
    expect(await page.$(`aria/${name}[role="option"]`)).not.toBeNull();
    expect(await page.$eval(row(ADMIN), (each) => each.getAttribute('aria-description'))).toBe('favourite');
  });

  it('are followed by the accounts in use, in which the roles in use are first', async () => {
    await open(ownPopup());
    expect((await options())[3]).toBe('333344445555/Billing');
  });

  it('are made by the star of a row, without a row moving under the pointer', async () => {
    await open(ownPopup(nothingPersonal));
    const before = await options();
    await page.hover(row(ADMIN));
    await page.click(`${row(ADMIN)} [title^=Favourite]`);
    await waitSent('popup/set-favourite');
    const body = { session: session().key, accountId: '111122223333', roleName: 'AdministratorAccess' };
    expect(await sent('popup/set-favourite')).toEqual([{ ...body, favourite: true }]);
    await store('local', personalKey(session().key), { accounts: {}, roles: { [ADMIN]: { favourite: true } } });
    await page.waitForSelector(`${row(ADMIN)}[aria-description=favourite]`);
    expect(await options()).toEqual(before);
    expect(await page.$('#card-title')).toBeNull();
    // The list comes up anew, and with it the order.
    await press('Enter');
    await page.waitForSelector('#profile-name');
    await press('Escape');
    await page.waitForSelector('[role=listbox]');
    expect((await options())[0]).toBe(ADMIN);
  });

  it('are made and taken back by Ctrl+D, in the list and on the card', async () => {
    await open(ownPopup());
    await find('administrator');
    await chord('d');
    await waitSent('popup/set-favourite');
    await press('Enter');
    await page.waitForSelector('.star[aria-pressed=true]');
    await chord('d');
    await waitSent('popup/set-favourite', 2);
    await page.locator('aria/Favourite[role="button"]').click();
    await waitSent('popup/set-favourite', 3);
    const wishes = (await sent('popup/set-favourite')) as { favourite: boolean }[];
    expect(wishes.map(({ favourite }) => favourite)).toEqual([false, false, false]);
  });

  it('attack 7: whose session it is stands beside the portal’s name where two share it, and behind it where none does', async () => {
    const names = () => page.$$eval('select.portal option', (all) => all.map((each) => each.textContent));
    const others = [session({ key: 'two', user: null }), session({ key: 'three', user: null, trusted: false })];
    await open(ownPopup(personal, view({ sessions: [session(), ...others] })));
    await page.waitForSelector('select.portal');
    expect(await names()).toEqual([
      'hidden-corp (jo@hidden-corp.example)',
      'hidden-corp (user not told)',
      'hidden-corp (new)',
    ]);
    await store('session', VIEW_KEY, view({ sessions: [session()] }));
    await page.waitForSelector('strong.portal');
    expect(await page.$eval('strong.portal', (each) => each.getAttribute('title'))).toMatch(/signed in as jo@/);
  });

  it('of one session are not those of another', async () => {
    const two = session({ key: 'two', user: 'kim@hidden-corp.example' });
    const fixture = ownPopup(personal, view({ sessions: [session(), two] }));
    const index = { session: 'two', listedAt: 1, accounts };
    await open({ ...fixture, local: { ...fixture.local, [indexKey('two')]: index } });
    expect((await options())[0]).toBe('333344445555/ReadOnlyAccess');
    await store('session', VIEW_KEY, view({ sessions: [session(), two], current: 'two' }));
    await page.waitForFunction(() => document.querySelector('select.portal')?.textContent?.includes('kim@'));
    await page.waitForSelector('[role=option]');
    expect(await page.$('[data-group=favourites]')).toBeNull();
    expect(await page.$('.own-label')).toBeNull();
  });
});

it('a list that is written while it is read is shown as written', async () => {
  await open(ownPopup());
  await page.evaluate(() => {
    const { local } = window.browser.storage;
    const read = local.get.bind(local) as (key: string) => Promise<object>;
    const slow = async (key: string) => {
      const found = await read(key);
      document.body.dataset.reading = 'yes';
      await new Promise((done) => setTimeout(done, 400));
      return found;
    };
    Object.assign(local, { get: slow });
  });
  const two = session({ key: 'two', user: 'kim@hidden-corp.example' });
  await store('session', VIEW_KEY, view({ sessions: [session(), two], current: 'two' }));
  await page.waitForSelector('[data-reading]');
  const late = [account('999988887777', 'just listed', ['Admin'])];
  await store('local', indexKey('two'), { session: 'two', listedAt: 1, accounts: late });
  await page.waitForSelector(row('999988887777/Admin'), { timeout: 3000 });
});

describe('own labels and marks', () => {
  it('are found by the search, with the match shown, beside the account’s own name', async () => {
    await open(ownPopup());
    await find('shop bill');
    expect(await options()).toEqual(['333344445555/Billing']);
    expect(await page.$eval('.row.account', (each) => each.textContent)).toContain('Shop payments-prod');
    expect(await page.$$eval('mark', (all) => all.map((each) => each.textContent))).toEqual(['Shop', 'Bill']);
    expect(await page.$eval('[role=option]', (each) => each.getAttribute('aria-description'))).toBe('production');
  });

  it('of a role are found by the search, with the match shown, beside the role’s own name', async () => {
    await open(ownPopup());
    await find('invoic');
    expect(await options()).toEqual(['333344445555/Billing']);
    expect(await page.$eval('[role=option] mark', (each) => each.textContent)).toBe('Invoic');
    const name = 'Shop, payments-prod, 333344445555, Invoices, Billing';
    expect(await page.$(`aria/${name}[role="option"]`)).not.toBeNull();
    await press('Enter');
    await page.waitForSelector('#profile-name');
    expect(await title()).toBe('Billing Invoices');
    await page.click('.customise summary');
    await page.locator('aria/Own label of the role[role="textbox"]').setTimeout(3000).fill('Bills');
    await press('Enter');
    await waitSent('popup/customise-role');
    expect(await sent('popup/customise-role')).toMatchObject([{ wish: { label: 'Bills', region: '', console: '' } }]);
  });

  it('attack 6: a label that looks like markup is text', async () => {
    const label = '<img src=x onerror="document.title=1">';
    await open(ownPopup({ accounts: { '111122223333': { label } }, roles: { [ADMIN]: { label } } }));
    expect(await page.$('.roles img')).toBeNull();
    expect(await page.$$eval('.own-label', (all) => all.map((each) => each.textContent))).toEqual([label, label]);
  });

  it('are changed on the card, each saved as it is left, a wrong one not at all', async () => {
    await open(ownPopup());
    await find('shop read');
    await press('Enter');
    await page.waitForSelector('#profile-name');
    expect(await page.$eval('#profile-name', (each) => (each as HTMLInputElement).value)).toBe('shop');
    await page.click('.customise summary');
    const field = (name: string) => page.locator(`aria/${name}[role="textbox"]`).setTimeout(3000);
    await field('Own label').fill('Web shop');
    await press('Enter');
    await waitSent('popup/customise-account');
    const account = { label: 'Web shop', production: true, region: 'eu-central-1', names: 'shop-{role}' };
    expect(await sent('popup/customise-account')).toMatchObject([{ accountId: '333344445555', wish: account }]);
    await field('Console page').fill('https://evil.example/');
    await press('Enter');
    await page.waitForFunction(() => document.querySelector('.customise')?.textContent?.includes('Neither a page'));
    expect(await sent('popup/customise-role')).toEqual([]);
    await field('Console page').fill('iam');
    await press('Tab');
    await waitSent('popup/customise-role');
    expect(await sent('popup/customise-role')).toMatchObject([{ wish: { region: 'us-east-1', console: 'iam' } }]);
  });

  it('lend their region and template to what is copied and suggested', async () => {
    await open(ownPopup());
    await find('shop bill');
    await press('Enter');
    await page.waitForSelector('#profile-name');
    expect(await page.$eval('#profile-name', (each) => (each as HTMLInputElement).value)).toBe('shop-billing');
    await page.locator('aria/Copy for Bash[role="button"]').click();
    await page.waitForFunction(() => window.fake.copied.length === 1);
    expect((await page.evaluate(() => window.fake.copied))[0]).toContain('eu-central-1');
  });
});

describe('what was typed', () => {
  const unknown = session({ key: 'not known yet', user: null });
  const growing = (key: string) =>
    view({
      sessions: [key === unknown.key ? unknown : session({ was: unknown.key })],
      current: key,
      listing: { phase: 'listing', done: 0, total: 0, error: null },
    });

  it('stays when the portal says whose the session is, and Enter opens what it finds', async () => {
    await open(popup(growing(unknown.key), null));
    await find('log security');
    const index = { session: session().key, listedAt: 1, accounts };
    await store('local', indexKey(session().key), index);
    await store('session', VIEW_KEY, growing(session().key));
    await page.waitForSelector('[role=option]');
    expect(await page.$eval('#search', (each) => (each as HTMLInputElement).value)).toBe('log security');
    await press('Enter');
    await page.waitForSelector('#card-title');
    expect(await title()).toBe('SecurityAudit');
  });

  it('stays with the card that is open and what was done there; another person’s session begins anew', async () => {
    const before = { ...popup(growing(unknown.key)), local: {} };
    await open({ ...before, local: { [indexKey(unknown.key)]: { session: unknown.key, listedAt: 1, accounts } } });
    await find('log security');
    await press('Enter');
    await page.waitForSelector('#profile-name');
    await press('Enter');
    await page.waitForFunction(() => /is ready, valid until/.test(document.body.textContent ?? ''));
    const told = session({ was: unknown.key });
    await store('session', VIEW_KEY, view({ sessions: [told], current: told.key }));
    await page.waitForFunction(() => /until/.test(document.querySelector('.left')?.textContent ?? ''));
    expect(await title()).toBe('SecurityAudit');
    expect(await page.$eval('[role=status]', (each) => each.textContent)).toMatch(/is ready, valid until/);
    await press('Enter');
    await waitSent('popup/write-profile', 2);
    expect(((await sent('popup/write-profile'))[1] as { session: string }).session).toBe(told.key);
    const other = session({ key: 'kim', user: 'kim@hidden-corp.example' });
    await store('session', VIEW_KEY, view({ sessions: [other], current: other.key }));
    await page.waitForSelector('#search');
    expect(await page.$('#card-title')).toBeNull();
  });

  it('nothing: then the list is the person’s own as soon as the portal says whose the session is', async () => {
    await open(popup(growing(unknown.key), null));
    await page.waitForSelector('#search');
    await store('local', personalKey(session().key), personal);
    await store('local', indexKey(session().key), { session: session().key, listedAt: 1, accounts });
    await store('session', VIEW_KEY, growing(session().key));
    await page.waitForSelector('[role=option]');
    expect((await options())[0]).toBe('333344445555/ReadOnlyAccess');
    expect(await page.$('aria/Favourites[role="group"]')).not.toBeNull();
  });

  it('and Enter opens nothing while nothing is found', async () => {
    await open(popup(growing(session().key), null));
    await find('log security');
    await press('Enter');
    await store('local', indexKey(session().key), { session: session().key, listedAt: 1, accounts });
    await page.waitForSelector('[role=option]');
    expect(await page.$('#card-title')).toBeNull();
  });

  it('goes before the code of the card: a key is obeyed for the search it was pressed in, and no other', async () => {
    const slow = { script: 'role-parts', ms: 1500 };
    await open({ ...popup(view()), slow });
    await find('log security');
    await press('Enter');
    await find('x');
    await press('Backspace');
    await find(' ');
    await page.waitForSelector('.outcome');
    expect(await page.$('#card-title')).toBeNull();
    await page.browserContext().close();
    await open({ ...popup(view()), slow });
    await find('log security');
    await press('Enter');
    await page.waitForSelector('#card-title');
    expect(await title()).toBe('SecurityAudit');
  });

  it('ticks and stars of the mouse wait for the code of the card too', async () => {
    await open({ ...popup(view()), slow: { script: 'role-parts', ms: 2000 } });
    for (const key of [ADMIN, '333344445555/Billing']) {
      await page.hover(row(key));
      await page.click(`${row(key)} .tick`);
    }
    await page.hover(row(ADMIN));
    await page.click(`${row(ADMIN)} [title^=Favourite]`);
    await page.waitForSelector('.chosen-bar');
    expect(await page.$$eval('[aria-checked=true]', (all) => all.length)).toBe(2);
    await waitSent('popup/set-favourite');
  });

  it('and rows chosen on the way of an arrow do, none of them lost', async () => {
    await open({ ...popup(view()), slow: { script: 'role-parts', ms: 600 } });
    await page.waitForSelector('[role=option]');
    await page.keyboard.down('Shift');
    for (const key of ['ArrowDown', 'ArrowDown'] as const) await press(key);
    await page.keyboard.up('Shift');
    expect(await page.$('.chosen-bar')).toBeNull();
    await page.waitForSelector('.chosen-bar');
    expect(await page.$$eval('[aria-checked=true]', (all) => all.length)).toBe(3);
  });
});

describe('the place of the list', () => {
  it('is its top, whatever comes in, while the pointer only rests where a button was', async () => {
    const many = manyAccounts(60);
    await open(popup(view(), many.slice(30)));
    await page.mouse.move(200, 300);
    await page.waitForSelector('.roles');
    await page.reload();
    await page.waitForSelector('[role=option]');
    await store('local', indexKey(session().key), { session: session().key, listedAt: 1, accounts: many });
    await page.waitForSelector('[aria-setsize="300"]');
    expect(await top()).toBe(0);
  });

  it('is kept under a pointer that has moved in it', async () => {
    const many = [account('9'.repeat(12), 'AAA', ['R']), ...manyAccounts(60)];
    await open(popup(view(), many.slice(1)));
    await page.mouse.move(200, 300);
    await page.mouse.move(200, 310);
    await store('local', indexKey(session().key), { session: session().key, listedAt: 1, accounts: many });
    await page.waitForSelector('[aria-setsize="301"]');
    expect(await top()).toBe(64);
  });
});
