import { describe, expect, it } from 'vitest';
import { personalKey } from '#core/personal.ts';
import { indexKey, VIEW_KEY } from '#core/protocol/messages.ts';
import { makeOrganisation } from '../../../portal-emulator/organisation.ts';
import { untilIn } from '../../../waiting.ts';
import {
  active,
  button,
  chord,
  find,
  focused,
  open,
  optionKeys,
  page,
  press,
  row,
  sent,
  store,
  text,
  waitSent,
  waitText,
} from '../driven-page.ts';
import { account, accounts, manyAccounts, popup, popupWithChanges, session, view } from '../preview/fixtures.ts';

describe('a list with 5,000 roles', () => {
  it('has fewer than 100 elements in the document, and screen readers get the full number of options', async () => {
    await open(popup(view(), manyAccounts(1000)));
    expect(await page.$$eval('[role=option]', (all) => all.length)).toBeLessThan(100);
    expect(await page.$eval('[role=option]', (each) => each.getAttribute('aria-setsize'))).toBe('5000');
    await chord('Control', 'End');
    await page.waitForSelector('[aria-posinset="5000"]');
    expect(await active()).toBe('Team 999 prod, 100000000999, SupportUser');
  });

  it('renders only visible rows when the user types in the search box', async () => {
    await open(popup(view(), manyAccounts(1000)));
    await page.waitForSelector('[role=option]');
    const drawn = await page.evaluate(async () => {
      let added = 0;
      const rows = document.querySelector('.roles') ?? document.body;
      new MutationObserver((all) => {
        for (const each of all) added += each.addedNodes.length;
      }).observe(rows, { childList: true, subtree: true });
      const input = document.querySelector<HTMLInputElement>('#search');
      for (const query of ['t', 'te', 'tea', 'team', 'team 9', 'team 99 r', 'a', 'adm']) {
        if (input) input.value = query;
        input?.dispatchEvent(new InputEvent('input', { bubbles: true }));
        await new Promise((next) => requestAnimationFrame(() => setTimeout(next)));
      }
      return { added, present: document.querySelectorAll('[role=option]').length };
    });
    expect(drawn.present).toBeGreaterThan(5);
    expect(drawn.present).toBeLessThan(60);
    expect(drawn.added).toBeLessThan(8 * 60 * 8);
  });
});

it('Ctrl+Enter writes a profile for the role whose account name has exactly the typed number, even if a favourite also matches', async () => {
  const list = [
    ...makeOrganisation({ accounts: 300, rolesPerAccount: 5 }).accounts.map((each) => ({
      ...each,
      roles: [...each.roles],
    })),
    account('143900000054', 'ledger-prod-54', ['Billing']),
  ];
  const own = { accounts: {}, roles: { '143900000054/Billing': { favourite: true, used: 9 } } };
  const meant = list.find(({ accountName }) => accountName === 'ledger-prod-14');
  const fixture = popup(view(), list);
  await open({ ...fixture, local: { ...fixture.local, [personalKey(session().key)]: own } });
  await find('ledger prod 14 billing');
  await page.waitForSelector(row(`${meant?.accountId}/Billing`));
  expect(await active()).toBe(`ledger-prod-14, ${meant?.accountId}, Billing`);
  expect((await optionKeys())[0]).toBe(`${meant?.accountId}/Billing`);
  await chord('Control', 'Enter');
  await waitSent('popup/write-profile');
  expect(await sent('popup/write-profile')).toMatchObject([{ accountId: meant?.accountId, roleName: 'Billing' }]);
});

describe('while Keyferry loads the list of roles', () => {
  const listing = (phase: 'listing' | 'stopped') => view({ listing: { phase, done: 4, total: 6, error: null } });
  const unknown = [account('1'.repeat(12), 'one', null), account('2'.repeat(12), 'two', null)];

  it('the popup shows the progress, and one button stops and resumes the loading without losing the focus', async () => {
    await open(popup(listing('listing')));
    await waitText('.progress', '4 of 6');
    await button('Stop').click();
    expect(await sent('popup/stop-listing')).toEqual([{ session: session().key }]);
    await store('session', VIEW_KEY, listing('stopped'));
    await waitText('.progress', 'stopped at 4 of 6');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Resume');
    await button('Resume').click();
    expect(await sent('popup/resume-listing')).toEqual([{ session: session().key }]);
  });

  it('the popup requests the roles of accounts on screen; after a click on Stop, only of accounts that the user opens or searches for', async () => {
    await open(popup(listing('listing'), unknown));
    await waitSent('popup/load-roles');
    await page.browserContext().close();
    await open(popup(listing('stopped'), unknown));
    await press('Enter');
    await waitSent('popup/load-roles');
    await find('two');
    await waitSent('popup/load-roles', 2);
    expect(await sent('popup/load-roles')).toMatchObject([
      { accountIds: ['1'.repeat(12)] },
      { accountIds: ['2'.repeat(12)] },
    ]);
  });

  it('the popup no longer shows roles as loading after the user has stopped the loading', async () => {
    await open(popup(listing('listing'), unknown));
    await waitText('.roles', 'loading roles');
    await store('session', VIEW_KEY, listing('stopped'));
    await untilIn(page, () => !document.querySelector('.roles')?.textContent?.includes('loading roles'));
  });
});

describe('roles that were added or removed in the portal', () => {
  it('are counted and listed; new roles are also marked until the user clicks “Mark as seen”', async () => {
    await open(popupWithChanges());
    await page.waitForSelector('[aria-label="Team A dev, 111122223333, ReadOnlyAccess, new"] .new');
    expect(await page.$$eval('.row .new', (each) => each.length)).toBe(2);
    await button('2 new, 1 gone').click();
    await waitText('#list-changes', 'sandbox AdministratorAccess');
    await press('Escape');
    expect(await page.$('#list-changes')).toBeNull();
    await button('2 new, 1 gone').click();
    await button('Mark as seen').click();
    expect(await sent('popup/seen-changes')).toEqual([{ session: session().key }]);
    expect(await focused()).toBe('search');
    const key = indexKey(session().key);
    await store('local', key, { session: session().key, listedAt: 1, accounts, changes: null });
    await untilIn(page, () => !document.querySelector('.row .new, .list-changes'));
  });
});

describe('hostile names in the list', () => {
  it('attack 6: are shown as text if they look like markup', async () => {
    const evil = '<img src=x onerror="document.title=1"><script>document.title=2</script>';
    await open(popup(view(), [account('1'.repeat(12), evil, [evil], evil)]));
    expect(await page.$('.roles img, .roles script')).toBeNull();
    expect(await text('.row.account .name')).toBe(evil);
    await find('onerror');
    await page.waitForSelector('mark');
    expect(await page.title()).toBe('Keyferry');
  });
});
