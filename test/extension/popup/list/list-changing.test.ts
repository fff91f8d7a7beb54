import { describe, expect, it } from 'vitest';
import { personalKey } from '#core/personal.ts';
import { indexKey, VIEW_KEY } from '#core/protocol/messages.ts';
import { untilIn } from '../../../waiting.ts';
import {
  find,
  hold,
  open,
  optionKeys,
  page,
  press,
  row,
  scrolled,
  sent,
  store,
  text,
  value,
  waitSent,
} from '../driven-page.ts';
import { account, accounts, manyAccounts, ownPopup, personal, popup, session, view } from '../preview/fixtures.ts';

const ADMIN_ROW = '111122223333/AdministratorAccess';

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
  await page.waitForSelector(row('999988887777/Admin'));
  expect(await optionKeys()).toEqual(['999988887777/Admin']);
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
    expect(await value('#search')).toBe('log security');
    await press('Enter');
    await page.waitForSelector('#card-title');
    expect(await text('#card-title')).toBe('SecurityAudit');
  });

  it('stays with the card that is open and what was done there; another person’s session begins anew', async () => {
    const before = { ...popup(growing(unknown.key)), local: {} };
    await open({ ...before, local: { [indexKey(unknown.key)]: { session: unknown.key, listedAt: 1, accounts } } });
    await find('log security');
    await press('Enter');
    await page.waitForSelector('#profile-name');
    await press('Enter');
    await untilIn(page, () => /is ready, valid until/.test(document.body.textContent ?? ''));
    const told = session({ was: unknown.key });
    await store('session', VIEW_KEY, view({ sessions: [told], current: told.key }));
    await untilIn(page, () => /until/.test(document.querySelector('.left')?.textContent ?? ''));
    expect(await text('#card-title')).toBe('SecurityAudit');
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
    expect((await optionKeys())[0]).toBe('333344445555/ReadOnlyAccess');
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
    expect(await text('#card-title')).toBe('SecurityAudit');
  });

  it('ticks and stars of the mouse wait for the code of the card too', async () => {
    await open({ ...popup(view()), slow: { script: 'role-parts', ms: 2000 } });
    for (const key of [ADMIN_ROW, '333344445555/Billing']) {
      await page.hover(row(key));
      await page.click(`${row(key)} .tick`);
    }
    await page.hover(row(ADMIN_ROW));
    await page.click(`${row(ADMIN_ROW)} [title^=Favourite]`);
    await page.waitForSelector('.chosen-bar');
    expect(await page.$$eval('[aria-checked=true]', (all) => all.length)).toBe(2);
    await waitSent('popup/set-favourite');
  });

  it('and rows chosen on the way of an arrow do, none of them lost', async () => {
    await open({ ...popup(view()), slow: { script: 'role-parts', ms: 600 } });
    await page.waitForSelector('[role=option]');
    await hold('Shift', () => press('ArrowDown', 'ArrowDown'));
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
    expect(await scrolled()).toBe(0);
  });

  it('is kept under a pointer that has moved in it', async () => {
    const many = [account('9'.repeat(12), 'AAA', ['R']), ...manyAccounts(60)];
    await open(popup(view(), many.slice(1)));
    await page.mouse.move(200, 300);
    await page.mouse.move(200, 310);
    await store('local', indexKey(session().key), { session: session().key, listedAt: 1, accounts: many });
    await page.waitForSelector('[aria-setsize="301"]');
    expect(await scrolled()).toBe(64);
  });
});
