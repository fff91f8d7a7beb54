import { describe, expect, it } from 'vitest';
import { NAMES_KEY, VIEW_KEY } from '#core/protocol/messages.ts';
import {
  button,
  chord,
  find,
  focused,
  hold,
  open,
  page,
  press,
  sent,
  store,
  text,
  value,
  waitSent,
  waitText,
} from '../driven-page.ts';
import { accounts, error, manyAccounts, ok, popup, session, view } from '../preview/fixtures.ts';

describe('several roles', () => {
  const option = (role: string) => `[role=option][aria-label$=", ${role}"]`;
  const checked = () =>
    page.$$eval('[aria-checked=true]', (all) => all.map((each) => each.getAttribute('aria-label')?.split(', ').at(-1)));
  const place = (role: string) => page.$eval(option(role), (each) => each.getBoundingClientRect().top);
  const tick = (role: string) => page.click(`${option(role)} .tick`);
  const wait = (count: number) => waitText('.chosen-bar', `${count} role${count === 1 ? '' : 's'} chosen`);

  it('can be chosen with Ctrl+Space; typed letters still search, and screen readers learn which roles are chosen', async () => {
    await open();
    expect(await page.$eval('[role=listbox]', (each) => each.getAttribute('aria-multiselectable'))).toBe('true');
    expect(await page.$$eval('[role=option][aria-checked=false]', (all) => all.length)).toBe(9);
    await chord('Control', 'Space');
    await wait(1);
    await find('billing');
    await chord('Control', 'Space');
    await wait(2);
    expect(await checked()).toEqual(['Billing']);
    expect(await value('#search')).toBe('billing');
    await chord('Control', 'Space');
    await wait(1);
    expect(await checked()).toEqual([]);
  });

  it('can be chosen with the tick of a row, Ctrl+click or Shift+click; a normal click opens the role’s card', async () => {
    await open();
    await tick('Billing');
    await hold('Control', () => page.click(option('SecurityAudit')));
    await wait(2);
    await hold('Shift', () => page.click(option('AWSPowerUserAccess')));
    await wait(3);
    expect(await checked()).toEqual(['SecurityAudit', 'AWSPowerUserAccess', 'Billing']);
    await page.click(option('Billing'));
    await page.waitForSelector('#profile-name');
    await press('Escape');
    await wait(3);
    expect(await checked()).toHaveLength(3);
  });

  it('can be chosen and cleared; the row under the mouse pointer does not move, even at the end of the list', async () => {
    await open(popup(view(), manyAccounts(30)));
    await page.$eval('.roles', (each) => each.scrollTo(0, each.scrollHeight));
    const last = 'Team 29 dev, 100000000029, SupportUser';
    const top = () => page.$eval(`[aria-label="${last}"]`, (each) => each.getBoundingClientRect().top);
    await page.waitForSelector(`[aria-label="${last}"]`);
    const before = await top();
    await page.click(`[aria-label="${last}"] .tick`);
    await wait(1);
    expect(await top()).toBe(before);
    await page.$eval('.roles', (each) => each.scrollTo(0, each.scrollHeight));
    const below = await top();
    expect(below).toBeLessThan(before);
    await button('Clear').click();
    await page.waitForSelector('.chosen-bar', { hidden: true });
    expect(await top()).toBe(below);
    expect(await focused()).toBe('search');
  });

  it('can be chosen, and then the active row stays visible above the bar that shows the number of chosen roles', async () => {
    await open(popup(view(), manyAccounts(30)));
    await chord('Control', 'Space');
    await wait(1);
    for (let at = 0; at < 25; at += 1) await press('ArrowDown');
    const bottom = await page.$eval('[aria-selected=true]', (each) => each.getBoundingClientRect().bottom);
    expect(bottom).toBeLessThanOrEqual(await page.$eval('.chosen-bar', (each) => each.getBoundingClientRect().top));
  });

  it('can be chosen with Alt+A, which chooses all roles that the search shows', async () => {
    await open(popup(view(), manyAccounts(1000)));
    await find('billing');
    await chord('Alt', 'a');
    await waitText('.chosen-bar', '1,000 roles chosen');
    expect(await page.$('aria/Write profiles[role="button"]')).not.toBeNull();
    await button('Write profiles').click();
    expect(await sent('popup/write-profiles')).toEqual([]);
    await press('Escape');
    await page.locator('aria/Search accounts and roles').fill('');
    await button('Choose all shown').click();
    await waitText('.chosen-bar', '5,000 roles chosen');
  });

  it('are written as profiles with their suggested names, with one message to the worker', async () => {
    await open();
    await tick('AdministratorAccess');
    await tick('Billing');
    const before = await place('SecurityAudit');
    await button('Write profiles').click();
    await waitText('[role=status]', '3 profiles are ready');
    expect(await place('SecurityAudit')).toBe(before);
    expect(await sent('popup/write-profiles')).toEqual([
      {
        session: session().key,
        roles: [
          { accountId: '111122223333', roleName: 'AdministratorAccess', name: 'team-a-dev-admin' },
          { accountId: '333344445555', roleName: 'Billing', name: 'payments-prod-billing' },
        ],
        replace: false,
      },
    ]);
    expect(await page.$('.chosen-bar')).toBeNull();
  });

  it('attack 12: replace existing profiles only after the person confirmed a question', async () => {
    const seen = '3'.repeat(32);
    const exist = error('PROFILES_EXIST', { count: 2, which: 'a holds long-term keys; b too', seen });
    await open(popup(view(), accounts, { 'popup/write-profiles': exist }));
    await tick('Billing');
    await button('Write profiles').click();
    await waitText('dialog', 'a holds long-term keys; b too');
    await button('Replace').click();
    await waitSent('popup/write-profiles', 2);
    expect(await sent('popup/write-profiles')).toMatchObject([{ replace: false }, { replace: true, seen }]);
  });

  it('get new profile names instead of taken names, before the write or after a click on “Use other names”', async () => {
    const exist = error('PROFILES_EXIST', { count: 1, which: 'payments-prod-billing holds keys of another portal' });
    const fixture = popup(view(), accounts, { 'popup/write-profiles': exist });
    const taken = [['team-a-dev-admin', null]];
    await open({ ...fixture, session: { ...fixture.session, [NAMES_KEY]: taken } });
    await tick('AdministratorAccess');
    await tick('Billing');
    await button('Write profiles').click();
    await page.waitForSelector('dialog[open]');
    await store('session', NAMES_KEY, [
      ...taken,
      ['payments-prod-billing', 'https://other.awsapps.com/start 1/Billing'],
    ]);
    await button('Use other names').click();
    await waitSent('popup/write-profiles', 2);
    const names = ((await sent('popup/write-profiles')) as { roles: { name: string }[] }[]).map(({ roles }) =>
      roles.map(({ name }) => name),
    );
    expect(names[0]).toEqual(['hidden-corp-team-a-dev-admin', 'payments-prod-billing']);
    expect(names[1]).toContain('hidden-corp-payments-prod-billing');
    expect((await sent('popup/write-profiles'))[1]).toMatchObject({ replace: false });
  });

  it('are listed as failures if their keys could not be fetched; the user can then write only the roles that did not fail', async () => {
    const refused = {
      accountId: '333344445555',
      roleName: 'Billing',
      ...error('NO_ACCESS', { role: 'x', account: 'y' }),
    };
    await open(popup(view(), accounts, { 'popup/write-profiles': ok({ is: 'not-fetched', failed: [refused] }) }));
    await tick('AdministratorAccess');
    await tick('Billing');
    await button('Write profiles').click();
    await waitText('[role=alert]', '1 of 2 roles could not be fetched');
    expect(await text('.failures li')).toContain('Billing in payments-prod 333344445555: You have no access');
    await button('Write the others').click();
    await waitSent('popup/write-profiles', 2);
    expect((await sent('popup/write-profiles'))[1]).toMatchObject({ roles: [{ name: 'team-a-dev-admin' }] });
  });

  it('show the progress while their profiles are written, even in a popup that opens later, and the user can cancel the writing', async () => {
    await open(popup(view({ writing: { done: 12, total: 20 } })));
    await waitText('.chosen-bar', '12 of 20');
    await store('session', VIEW_KEY, view({ writing: { done: 13, total: 20 } }));
    await waitText('.chosen-bar', '13 of 20');
    await button('Cancel').click();
    expect(await sent('popup/cancel-writing')).toEqual([{}]);
  });
});
