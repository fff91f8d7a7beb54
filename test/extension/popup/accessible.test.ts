import { describe, expect, it } from 'vitest';
import { untilIn } from '../../waiting.ts';
import {
  ADMIN,
  active,
  answer,
  button,
  chord,
  copied,
  find,
  focused,
  open,
  page,
  press,
  scrolled,
  sent,
  value,
  waitText,
} from './driven-page.ts';
import { manyAccounts, ok, other, popup, session, view } from './preview/fixtures.ts';

describe('the popup for a user who has only the keyboard', () => {
  it('focuses the search box; arrow keys move in the list, Enter opens a role’s card, and Enter on the card writes a profile', async () => {
    await open();
    expect(await focused()).toBe('search');
    await find('team a');
    expect(await active()).toBe(ADMIN);
    await press('ArrowDown');
    expect(await active()).toContain('Team A dev, 111122223333, ReadOnlyAccess');
    await press('ArrowUp', 'Enter', 'Enter');
    await waitText('[role=status]', 'is ready, valid until');
    expect(await sent('popup/write-profile')).toEqual([
      {
        session: session().key,
        accountId: '111122223333',
        roleName: 'AdministratorAccess',
        name: 'team-a-dev-admin',
        replace: false,
      },
    ]);
  });

  it('goes back from a role’s card to the same row and scroll position of the list when the user presses Escape', async () => {
    await open(popup(view(), manyAccounts(200)));
    for (let at = 0; at < 6; at += 1) await press('PageDown');
    const [before, top] = [await active(), await scrolled()];
    await press('Enter');
    await page.waitForSelector('#profile-name');
    await press('Escape');
    await page.waitForSelector('[role=listbox]');
    expect(await active()).toBe(before);
    expect(await scrolled()).toBe(top);
    expect(await focused()).toBe('search');
  });

  it('puts typed text into the search box, wherever the focus is', async () => {
    await open();
    await page.focus('[role=listbox]');
    await page.keyboard.type('bill');
    expect(await value('#search')).toBe('bill');
    expect(await active()).toContain('Billing');
  });

  it('writes a profile for the active role of the list with Ctrl+Enter, and copies the role’s keys with Ctrl+1 to Ctrl+4', async () => {
    await open();
    await find('administrator');
    await chord('Control', 'Enter');
    await waitText('[role=status]', 'team-a-dev-admin is ready');
    await chord('Control', '4');
    await waitText('[role=status]', 'PowerShell');
    expect((await copied())[0]).toContain('$Env:AWS_ACCESS_KEY_ID');
  });

  it('shows the next portal after Alt+S, but uses an untrusted portal only after a click on “Use this portal”', async () => {
    await open(popup(view({ sessions: [session(), other] })));
    await chord('Alt', 's');
    await waitText('main', other.startUrl);
    expect(await sent('popup/choose-session')).toEqual([]);
    await answer(
      'popup/use-portal',
      ok(view({ sessions: [session(), { ...other, trusted: true }], current: 'other' })),
    );
    await button('Use this portal').click();
    await page.waitForSelector('#search');
    expect(await sent('popup/use-portal')).toEqual([{ session: 'other' }]);
  });
});

describe('accessible names', () => {
  it('exist for the search box, the list, and its groups and options', async () => {
    await open();
    expect(await page.$('aria/Search accounts and roles[role="searchbox"]')).not.toBeNull();
    expect(await page.$('aria/Accounts and roles[role="listbox"]')).not.toBeNull();
    expect(await page.$(`aria/${ADMIN}[role="option"]`)).not.toBeNull();
    const tree = JSON.stringify(await page.accessibility.snapshot({ interestingOnly: false }));
    expect(tree).toContain('"name":"Team A dev, 111122223333"');
    expect(tree).toMatch(/"role":"option",[^{}]*"name":"sandbox 444455556666 load(ing)? roles"/);
  });

  it('exist for every control of a role’s card', async () => {
    await open();
    await page.click(`[aria-label="${ADMIN}"]`);
    expect(await page.waitForSelector('aria/Profile name[role="textbox"]')).not.toBeNull();
    const copies = ['PowerShell', 'Bash', 'Zsh', 'fish'].map((shell) => `Copy for ${shell}`);
    for (const name of ['Write profile', ...copies, 'More formats']) {
      expect(await page.$(`aria/${name}[role="button"]`), name).not.toBeNull();
    }
    await button('More formats').click();
    await page.waitForSelector('[role=menu]');
    const items = await page.$$eval('[role=menuitem]', (all) => all.map((each) => each.textContent));
    expect(items).toEqual(
      expect.arrayContaining(['Access key ID', 'Secret access key', 'Session token', 'Command Prompt']),
    );
    await press('ArrowDown', 'Enter');
    await untilIn(page, () => window.fake.copied.length === 1);
    expect(await page.$('[role=menu]')).toBeNull();
  });

  it('exist for the button that copies the command for a written profile', async () => {
    await open();
    await find('administrator');
    await chord('Control', 'Enter');
    await button('Copy export AWS_PROFILE="team-a-dev-admin"').click();
    await page.waitForSelector('aria/Copied export AWS_PROFILE="team-a-dev-admin"');
    expect(await copied()).toEqual(['export AWS_PROFILE="team-a-dev-admin"']);
  });
});
