import { describe, expect, it } from 'vitest';
import { defaultSettings } from '#core/settings.ts';
import {
  answer,
  button,
  chord,
  copied,
  find,
  focused,
  open,
  page,
  press,
  sent,
  waitSent,
  waitText,
} from '../driven-page.ts';
import { accounts, error, ok, popup, session, view } from '../preview/fixtures.ts';

describe('the console', () => {
  const link = 'https://hidden-corp.awsapps.com/start/#/console?account_id=111122223333&role_name=AdministratorAccess';

  it('is opened by the worker, from the card and by Ctrl+O', async () => {
    await open();
    await find('administrator');
    await chord('Control', 'o');
    await waitSent('popup/open-console');
    await press('Enter');
    await button('Open console').click();
    const body = { session: session().key, accountId: '111122223333', roleName: 'AdministratorAccess' };
    expect(await sent('popup/open-console')).toEqual([body, body]);
  });

  it('can be copied as a link, with the default region', async () => {
    const settings = { ...defaultSettings, defaultRegion: 'eu-west-1' };
    await open(popup(view(), accounts, { 'options/get-settings': ok(settings) }));
    await find('administrator');
    await press('Enter');
    await button('Copy console link').click();
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
  ])('%s writes nothing and restores the focus', async (_, cancel) => {
    await ask();
    await cancel();
    await page.waitForSelector('dialog', { hidden: true });
    expect(await sent('popup/write-profile')).toHaveLength(1);
    expect(await focused()).toBe('profile-name');
  });

  it('attack 12: Replace answers only the question that was shown; a changed file asks again', async () => {
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
    await answer('popup/write-profile', ok({ name: 'team-a-dev-admin', expiration: Date.now() }));
    await button('Replace').click();
    await waitText('[role=status]', 'team-a-dev-admin');
    const seen = (await sent('popup/write-profile')).map((body) => (body as { seen?: string }).seen);
    expect(seen).toEqual([undefined, first, second]);
  });

  it('attack 12: Replace sends the write again, with the flag', async () => {
    await ask();
    await answer('popup/write-profile', ok({ name: 'team-a-dev-admin', expiration: Date.now() }));
    await button('Replace').click();
    await waitText('[role=status]', 'team-a-dev-admin');
    expect((await sent('popup/write-profile')).map((body) => (body as { replace: boolean }).replace)).toEqual([
      false,
      true,
    ]);
  });
});

describe('a profile in a file that a tool cannot read', () => {
  it('is a warning with the host’s sentence, not ready, and offers no command that fails', async () => {
    const warning = 'Line 4 of /home/me/.aws/config begins a second section [a], so the AWS CLI cannot read the file.';
    const written = { name: 'team-a-dev-admin', expiration: Date.now() + 3_600_000 };
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

describe('what must never happen', () => {
  it('attack 29: copying leaves no secret in the page, storage or a message', async () => {
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

it('a name that the AWS CLI would ignore is refused, and another one is offered', async () => {
  const shadowed = error('PROFILE_SHADOWED', { name: 'x', what: 'an SSO profile', file: '~/.aws/config', line: 4 });
  await open(popup(view(), undefined, { 'popup/write-profile': shadowed }));
  await find('administrator');
  await chord('Control', 'Enter');
  await button('Write as team-a-dev-admin-keys').click();
  await waitSent('popup/write-profile', 2);
  expect((await sent('popup/write-profile'))[1]).toMatchObject({ name: 'team-a-dev-admin-keys', replace: false });
});
