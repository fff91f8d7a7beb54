import { describe, expect, it } from 'vitest';
import { personalKey } from '#core/personal.ts';
import { indexKey, VIEW_KEY } from '#core/protocol/messages.ts';
import { untilIn } from '../../../waiting.ts';
import {
  find,
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

it('if the worker writes the list while the popup reads it, the popup shows the new list', async () => {
  await open(ownPopup());
  await page.evaluate(() => {
    const { local } = window.browser.storage;
    const read = local.get.bind(local) as (key: string) => Promise<object>;
    const slow = async (key: string) => {
      const found = await read(key);
      document.body.dataset.reading = 'yes';
      await new Promise((done) => document.addEventListener('answer', done, { once: true }));
      return found;
    };
    Object.assign(local, { get: slow });
  });
  const two = session({ key: 'two', user: 'kim@hidden-corp.example' });
  await store('session', VIEW_KEY, view({ sessions: [session(), two], current: 'two' }));
  await page.waitForSelector('[data-reading]');
  const late = [account('999988887777', 'just listed', ['Admin'])];
  await store('local', indexKey('two'), { session: 'two', listedAt: 1, accounts: late });
  await page.evaluate(() => setInterval(() => document.dispatchEvent(new Event('answer')), 50));
  await page.waitForSelector(row('999988887777/Admin'));
  expect(await optionKeys()).toEqual(['999988887777/Admin']);
});

describe('while Keyferry asks the portal who the user is', () => {
  const unknown = session({ key: 'not known yet', user: null });
  const growing = (key: string) =>
    view({
      sessions: [key === unknown.key ? unknown : session({ was: unknown.key })],
      current: key,
      listing: { phase: 'listing', done: 0, total: 0, error: null },
    });

  it('the search text stays, and Enter opens the first role that the search finds', async () => {
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

  it('an open card and the message about a written profile stay, but not if a different user has signed in', async () => {
    const before = { ...popup(growing(unknown.key)), local: {} };
    await open({ ...before, local: { [indexKey(unknown.key)]: { session: unknown.key, listedAt: 1, accounts } } });
    await find('log security');
    await press('Enter');
    await page.waitForSelector('#profile-name');
    await press('Enter');
    await untilIn(page, () => /is ready, valid until/.test(document.body.textContent ?? ''));
    const identified = session({ was: unknown.key });
    await store('session', VIEW_KEY, view({ sessions: [identified], current: identified.key }));
    await untilIn(page, () => / left/.test(document.querySelector('.left')?.textContent ?? ''));
    expect(await text('#card-title')).toBe('SecurityAudit');
    expect(await page.$eval('[role=status]', (each) => each.textContent)).toMatch(/is ready, valid until/);
    await press('Enter');
    await waitSent('popup/write-profile', 2);
    expect(((await sent('popup/write-profile'))[1] as { session: string }).session).toBe(identified.key);
    const other = session({ key: 'kim', user: 'kim@hidden-corp.example' });
    await store('session', VIEW_KEY, view({ sessions: [other], current: other.key }));
    await page.waitForSelector('#search');
    expect(await page.$('#card-title')).toBeNull();
  });

  it('a popup without a list shows the user’s list, with favourites, as soon as the user is known', async () => {
    await open(popup(growing(unknown.key), null));
    await page.waitForSelector('#search');
    await store('local', personalKey(session().key), personal);
    await store('local', indexKey(session().key), { session: session().key, listedAt: 1, accounts });
    await store('session', VIEW_KEY, growing(session().key));
    await page.waitForSelector('[role=option]');
    expect((await optionKeys())[0]).toBe('333344445555/ReadOnlyAccess');
    expect(await page.$('aria/Favourites[role="group"]')).not.toBeNull();
  });

  it('Enter opens nothing if the search finds nothing', async () => {
    await open(popup(growing(session().key), null));
    await find('log security');
    await press('Enter');
    await store('local', indexKey(session().key), { session: session().key, listedAt: 1, accounts });
    await page.waitForSelector('[role=option]');
    expect(await page.$('#card-title')).toBeNull();
  });
});

describe('the scroll position of the list', () => {
  it('stays at the top when rows are added and the user has not moved the mouse pointer', async () => {
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

  it('changes when rows are added after the user moved the mouse, so that the row under the pointer stays in its place', async () => {
    const many = [account('9'.repeat(12), 'AAA', ['R']), ...manyAccounts(60)];
    await open(popup(view(), many.slice(1)));
    await page.mouse.move(200, 300);
    await page.mouse.move(200, 310);
    await store('local', indexKey(session().key), { session: session().key, listedAt: 1, accounts: many });
    await page.waitForSelector('[aria-setsize="301"]');
    expect(await scrolled()).toBe(64);
  });
});
