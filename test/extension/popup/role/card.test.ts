import { describe, expect, it } from 'vitest';
import { personalKey } from '#core/personal.ts';
import { NAMES_KEY, nameOwner } from '#core/protocol/view.ts';
import { defaultSettings } from '#core/settings.ts';
import { PATIENCE_MS } from '../../../waiting.ts';
import {
  answer,
  button,
  chooseIn,
  chord,
  copied,
  find,
  focused,
  hold,
  open,
  page,
  press,
  sent,
  value,
  waitSent,
  waitText,
} from '../driven-page.ts';
import {
  account,
  accounts,
  EXPIRATION,
  error,
  liveView,
  ok,
  popup,
  profiles,
  session,
  view,
} from '../preview/fixtures.ts';

describe('the AWS console', () => {
  const link = 'https://hidden-corp.awsapps.com/start/#/console?account_id=111122223333&role_name=AdministratorAccess';

  it('is opened by the worker after a click on “Open console” on the card, or after Ctrl+O', async () => {
    await open();
    await find('administrator');
    await chord('Control', 'o');
    await waitSent('popup/open-console');
    await press('Enter');
    await button('Open console').click();
    const body = { session: session().key, accountId: '111122223333', roleName: 'AdministratorAccess' };
    expect(await sent('popup/open-console')).toEqual([body, body]);
  });

  it('is opened with one click on the button “Open console” in a role’s row', async () => {
    await open();
    const row = '[data-row="333344445555/Billing"]';
    await page.hover(row);
    await page.click(`${row} [title^="Open console"]`);
    await waitSent('popup/open-console');
    expect(await sent('popup/open-console')).toMatchObject([{ roleName: 'Billing' }]);
    expect(await page.$('#profile-name')).toBeNull();
  });

  it('is opened at the AWS service whose name the user types, from the list and from the card', async () => {
    await open();
    await find('administrator');
    await hold('Control', () => hold('Shift', () => press('O')));
    await page.waitForSelector('aria/Console page[role="combobox"]');
    await page.keyboard.type('s3');
    await press('Enter');
    await waitSent('popup/open-console');
    await press('Enter');
    await button('Choose a console page').click();
    await page.waitForSelector('.console-dialog');
    await page.keyboard.type('log');
    await press('ArrowDown', 'ArrowUp', 'Enter');
    await waitSent('popup/open-console', 2);
    const pages = (await sent('popup/open-console')).map((body) => (body as { page: string }).page);
    expect(pages).toEqual(['s3/home', 'cloudwatch/home#logsV2:log-groups']);
    expect(await page.$('dialog')).toBeNull();
  });

  it('is not opened if no AWS service has the name that the user typed', async () => {
    await open();
    await find('administrator');
    await hold('Control', () => hold('Shift', () => press('O')));
    await page.waitForSelector('.console-dialog');
    await page.keyboard.type('no such service');
    await press('Enter');
    await waitText('.console-dialog [role=status]', 'No page is called no such service');
    await press('Escape');
    await page.waitForSelector('dialog', { hidden: true });
    expect(await sent('popup/open-console')).toEqual([]);
    expect(await value('#search')).toBe('administrator');
  });

  it('has a link that the user can copy and that contains the default region', async () => {
    const settings = { ...defaultSettings, defaultRegion: 'eu-west-1' };
    await open(popup(view(), accounts, { 'options/get-settings': ok(settings) }));
    await find('administrator');
    await press('Enter');
    await chooseIn('More for this role', 'Copy console link');
    await waitText('[role=status]', 'Copied: a link');
    const destination = encodeURIComponent('https://console.aws.amazon.com/console/home?region=eu-west-1');
    expect(await copied()).toEqual([`${link}&destination=${destination}`]);
    expect(await sent('popup/get-credentials')).toEqual([]);
  });
});

describe('replacing a profile', () => {
  const exists = error('PROFILE_EXISTS', { name: 'team-a-dev-admin', holds: 'holds long-term keys' });
  const ask = async () => {
    await open(popup(view(), accounts, { 'popup/write-profile': exists }));
    await find('administrator');
    await press('Enter');
    await page.waitForSelector('#profile-name');
    await press('Enter');
    await page.waitForSelector('dialog[open]');
  };

  it.each([
    ['Cancel', () => button('Cancel').click()],
    ['Escape', () => press('Escape')],
  ])('is cancelled with %s: nothing more is written, and the name field gets the focus', async (_, cancel) => {
    await ask();
    await cancel();
    await page.waitForSelector('dialog', { hidden: true });
    expect(await sent('popup/write-profile')).toHaveLength(1);
    expect(await focused()).toBe('profile-name');
  });

  it('attack 12: needs a click for each question; if the file has changed, Keyferry asks again', async () => {
    const [first, second] = ['1', '2'].map((digit) => digit.repeat(32));
    const asked = (seen: string | undefined) => ({ ...exists, seen });
    await open(popup(view(), accounts, { 'popup/write-profile': asked(first) }));
    await find('administrator');
    await press('Enter');
    await page.waitForSelector('#profile-name');
    await press('Enter');
    await page.waitForSelector('dialog[open]');
    await answer('popup/write-profile', asked(second));
    await button('Replace').click();
    await expect.poll(() => sent('popup/write-profile')).toHaveLength(2);
    await page.waitForSelector('dialog[open]');
    await answer('popup/write-profile', ok({ name: 'team-a-dev-admin', expiration: EXPIRATION }));
    await button('Replace').click();
    await waitText('[role=status]', 'team-a-dev-admin');
    const seen = (await sent('popup/write-profile')).map((body) => (body as { seen?: string }).seen);
    expect(seen).toEqual([undefined, first, second]);
  });

  it('attack 12: repeats the message that writes the profile, now with the flag `replace`, after a click on “Replace”', async () => {
    await ask();
    await answer('popup/write-profile', ok({ name: 'team-a-dev-admin', expiration: EXPIRATION }));
    await button('Replace').click();
    await waitText('[role=status]', 'team-a-dev-admin');
    expect((await sent('popup/write-profile')).map((body) => (body as { replace: boolean }).replace)).toEqual([
      false,
      true,
    ]);
  });
});

describe('a folder in which other users may write', () => {
  it('attack 20: is made private when the user clicks the button, and then the profile is written again', async () => {
    const open777 = error('FILE_UNSAFE_DIRECTORY', { directory: '/home/me/.aws' });
    await open(popup(view(), accounts, { 'popup/write-profile': open777, 'popup/make-private': ok(null) }));
    await find('administrator');
    await press('Enter');
    await page.waitForSelector('#profile-name');
    await press('Enter');
    await waitText('[role=alert]', 'chmod go-w /home/me/.aws');
    await answer('popup/write-profile', ok({ name: 'team-a-dev-admin', expiration: EXPIRATION }));
    await button('Make it private').click();
    await waitText('[role=status]', 'is ready');
    expect(await sent('popup/make-private')).toEqual([{}]);
    expect(await sent('popup/write-profile')).toHaveLength(2);
  });

  it('attack 20: causes a second error, which says why, if the folder cannot be made private', async () => {
    const answers = {
      'popup/write-profile': error('FILE_UNSAFE_DIRECTORY', { directory: '/home/me/.aws' }),
      'popup/make-private': error('FILE_MODES_IGNORED', { directory: '/home/me/.aws' }),
    };
    await open(popup(view(), accounts, answers));
    await find('administrator');
    await press('Enter');
    await page.waitForSelector('#profile-name');
    await press('Enter');
    await button('Make it private').click();
    await waitText('[role=alert]', 'ignores chmod');
    expect(await sent('popup/write-profile')).toHaveLength(1);
  });
});

describe('a written profile in a file that a tool cannot read', () => {
  it('is shown with the native host’s warning, not as ready, and without the command that would fail', async () => {
    const warning = 'Line 4 of /home/me/.aws/config begins a second section [a], so the AWS CLI cannot read the file.';
    const written = { name: 'team-a-dev-admin', expiration: EXPIRATION };
    await open(popup(view(), accounts, { 'popup/write-profile': ok({ ...written, warnings: [warning] }) }));
    await find('administrator');
    await press('Enter');
    await page.waitForSelector('#profile-name');
    await press('Enter');
    await waitText('[role=alert]', warning);
    await waitText('[role=status]', 'is written');
    expect(await page.$('[data-outcome=warned]')).not.toBeNull();
    expect(await page.$('.outcome .copy-line')).toBeNull();
    await answer('popup/write-profile', ok(written));
    await page.focus('#profile-name');
    await press('Enter');
    await waitText('[role=status]', 'is ready');
    expect(await page.$('.outcome .copy-line')).not.toBeNull();
  });
});

describe('the keys of a role', () => {
  it('attack 29: are not in the page, in storage or in a message after the user copied them', async () => {
    await open();
    await find('administrator');
    await press('Enter');
    await button('More formats').click();
    await page.locator('aria/Secret access key[role="menuitem"]').click();
    await waitText('[role=status]', 'Secret access key');
    expect(await copied()).toEqual(['wJalrXUtnFEMI/K7MDENG/bPxRfiCYKEYFERRYEXAMPLE']);
    const everything = await page.evaluate(async () => {
      const stored = await window.browser.storage.local.get('lastFormat');
      return document.documentElement.outerHTML + document.title + JSON.stringify([window.fake.sent, stored]);
    });
    expect(everything).toContain('secret-access-key');
    expect(everything).not.toMatch(/KEYFERRY?EXAMPLE/);
  });
});

it('if the AWS CLI would ignore the keys under a profile name, the name is refused, and a different name is offered', async () => {
  const shadowed = error('PROFILE_SHADOWED', { name: 'x', what: 'an SSO profile', file: '~/.aws/config', line: 4 });
  await open(popup(view(), undefined, { 'popup/write-profile': shadowed }));
  await find('administrator');
  await chord('Control', 'Enter');
  await button('Write as team-a-dev-admin-keys').click();
  await waitSent('popup/write-profile', 2);
  expect((await sent('popup/write-profile'))[1]).toMatchObject({ name: 'team-a-dev-admin-keys', replace: false });
});

it('for an account name without Latin letters, the profile name comes from the account’s e-mail address, and a hint suggests a label', async () => {
  const listed = [account('777788889999', '本番環境', ['Admin'], 'aws+billing@hidden-corp.example'), ...accounts];
  await open(popup(view(), listed));
  await find('本番');
  await press('Enter');
  await page.waitForSelector('#profile-name');
  expect(await page.$eval('#profile-name', (field) => (field as HTMLInputElement).value)).toBe('aws-billing-admin');
  await waitText('form', 'set your own label');
  await open();
  await find('administrator');
  await press('Enter');
  await page.waitForSelector('#profile-name');
  expect(await page.$eval('form', (form) => form.textContent)).not.toContain('own label');
});

describe('a profile name that already exists', () => {
  const role = { accountId: '111122223333', roleName: 'AdministratorAccess' };
  const withName = (owner: string | null, answers = {}) => {
    const fixture = popup(view(), accounts, answers);
    return { ...fixture, session: { ...fixture.session, [NAMES_KEY]: [['team-a-dev-admin', owner]] } };
  };
  const suggested = async () => {
    await find('administrator');
    await press('Enter');
    await page.waitForSelector('#profile-name');
    return page.$eval('#profile-name', (field) => (field as HTMLInputElement).value);
  };

  it.each([
    ['another tool', null],
    ['another role', nameOwner(session().startUrl, { ...role, roleName: 'Other' })],
    ['the same account of another portal', nameOwner('https://other.awsapps.com/start', role)],
  ])('is not suggested if it belongs to %s', async (_, owner) => {
    await open(withName(owner));
    expect(await suggested()).toBe('hidden-corp-team-a-dev-admin');
  });

  it('is suggested if it belongs to the same role', async () => {
    await open(withName(nameOwner(session().startUrl, role)));
    expect(await suggested()).toBe('team-a-dev-admin');
  });

  it('is replaced with a free name in an open card when the native host reports that the name exists', async () => {
    await open();
    expect(await suggested()).toBe('team-a-dev-admin');
    const list = (names: unknown) =>
      page.evaluate((key, value) => window.fake.store('session', key, value), NAMES_KEY, names);
    await list([['team-a-dev-admin', null]]);
    await expect
      .poll(() => page.$eval('#profile-name', (field) => (field as HTMLInputElement).value))
      .toBe('hidden-corp-team-a-dev-admin');
  });

  it('can be exchanged for a free name with one click on the button in the question', async () => {
    const exists = error('PROFILE_EXISTS', { name: 'team-a-dev-admin', holds: 'holds keys of another portal' });
    await open(popup(view(), accounts, { 'popup/write-profile': exists }));
    await suggested();
    await press('Enter');
    await page.waitForSelector('dialog[open]');
    await answer('popup/write-profile', ok({ name: 'hidden-corp-team-a-dev-admin', expiration: EXPIRATION }));
    await button('Write as hidden-corp-team-a-dev-admin').click();
    await waitText('[role=status]', 'hidden-corp-team-a-dev-admin');
    expect((await sent('popup/write-profile'))[1]).toMatchObject({
      name: 'hidden-corp-team-a-dev-admin',
      replace: false,
    });
  });
});

describe('the kind of profile', () => {
  const role = { accountId: '111122223333', roleName: 'AdministratorAccess' };
  const radio = (name: string) => page.waitForSelector(`aria/${name}[role="radio"]`);
  const chosen = () =>
    page.$$eval('[name=kind]', (all) =>
      all.filter((each) => (each as HTMLInputElement).checked).map((each) => each.parentElement?.textContent?.trim()),
    );
  const openCard = async () => {
    await find('administrator');
    await press('Enter');
    await page.waitForSelector('#profile-name');
  };
  const withKind = (kind: 'keys' | 'cli' | 'live', shown = view()) => {
    const fixture = popup(shown);
    const own = { accounts: {}, roles: { '111122223333/AdministratorAccess': { kind } } };
    return { ...fixture, local: { ...fixture.local, [personalKey(session().key)]: own } };
  };

  it('can be chosen on the card, which explains the chosen kind, and is used when the profile is written', async () => {
    await open();
    await openCard();
    expect(await page.$('aria/Kind of profile[role="radiogroup"]')).not.toBeNull();
    expect(await chosen()).toEqual(['Keys']);
    await waitText('#kind-says', 'credentials file');
    await (await radio('AWS CLI sign-in'))?.click();
    await waitText('#kind-says', 'No keys');
    await button('Write profile').click();
    await waitText('[role=status]', 'CLI profile team-a-dev-admin is set up');
    expect(await sent('popup/save-cli-profiles')).toEqual([
      {
        ...{ session: session().key, roles: [{ ...role, name: 'team-a-dev-admin' }] },
        ...{ form: 'session', whole: false, prune: [] },
      },
    ]);
    expect(await sent('popup/write-profile')).toEqual([]);
    await button('Copy aws sso login --sso-session hidden-corp').wait();
    await button('Copy export AWS_PROFILE="team-a-dev-admin"').wait();
  });

  it('is at first the kind last used for the role, or otherwise the default kind; if Live is forbidden, the kind is Keys', async () => {
    await open(withKind('cli'));
    await openCard();
    expect(await chosen()).toEqual(['AWS CLI sign-in']);
    await page.browserContext().close();
    await open(withKind('live'));
    await openCard();
    expect(await chosen()).toEqual(['Live']);
    await page.browserContext().close();
    await open(withKind('live', view({ live: liveView([], { isForbidden: true }) })));
    await openCard();
    expect(await chosen()).toEqual(['Keys']);
    await page.browserContext().close();
    const settings = { ...defaultSettings, defaultKind: 'cli' };
    await open(popup(view(), accounts, { 'options/get-settings': ok(settings) }));
    await waitSent('options/get-settings');
    await openCard();
    expect(await chosen()).toEqual(['AWS CLI sign-in']);
  });

  it('changes a suggested profile name that a profile of a different kind already has, but never a name that the user typed', async () => {
    const written = { ...role, name: 'team-a-dev-admin', portal: session().startUrl, expiration: null };
    await open(popup(view({ profiles: [written] })));
    await openCard();
    await (await radio('AWS CLI sign-in'))?.click();
    await expect.poll(() => value('#profile-name')).toBe('team-a-dev-admin-sso');
    await (await radio('Keys'))?.click();
    await expect.poll(() => value('#profile-name')).toBe('team-a-dev-admin');
    await page.focus('#profile-name');
    await press('End', '-', 'x');
    await (await radio('AWS CLI sign-in'))?.click();
    await waitText('#kind-says', 'No keys');
    expect(await value('#profile-name')).toBe('team-a-dev-admin-x');
  });
});

describe('the menu of the card', () => {
  it('removes a profile of the role, but only after the user confirmed a question', async () => {
    await open(popup(view({ profiles })));
    await page.click('[data-row="recent sandbox"]');
    await chooseIn('More for this role', 'Remove profile');
    await waitText('dialog', 'Remove profile sandbox?');
    await button('Cancel').click();
    expect(await sent('popup/remove-profiles')).toEqual([]);
    await chooseIn('More for this role', 'Remove profile');
    await button('Remove').click();
    await waitText('[role=status]', 'Profile sandbox is removed');
    expect(await sent('popup/remove-profiles')).toEqual([{ names: ['sandbox'] }]);
  });

  it('cannot remove a profile before a profile exists, and Escape closes the menu but not the card', async () => {
    await open();
    await find('administrator');
    await press('Enter');
    await button('More for this role').click();
    const entry = await page.waitForSelector('aria/Remove profile[role="menuitem"]');
    expect(await entry?.evaluate((each) => each.getAttribute('aria-disabled'))).toBe('true');
    await press('Escape');
    await page.waitForSelector('[role=menu]', { hidden: true });
    expect(await page.$('#profile-name')).not.toBeNull();
  });
});

describe('after a profile was written', () => {
  it('the shown command has the syntax of the last used shell, and the command’s tooltip tells how to test the profile', async () => {
    await open();
    await find('administrator');
    await press('Enter');
    await page.waitForSelector('#profile-name');
    await press('Enter');
    await button('Copy export AWS_PROFILE="team-a-dev-admin"').wait();
    const tooltip = await page.$eval('.outcome code', (each) => each.title);
    expect(tooltip).toContain('aws sts get-caller-identity --profile team-a-dev-admin');
    await button('Copy for fish').click();
    await waitText('[role=status]', 'Copied: fish');
    await button('Write profile').click();
    await page.locator('.outcome .copy-line button').setTimeout(PATIENCE_MS).click();
    await expect.poll(async () => (await copied()).at(-1)).toBe("set -gx AWS_PROFILE 'team-a-dev-admin'");
  });
});
