import { describe, expect, it } from 'vitest';
import { PATIENCE_MS } from '../../../waiting.ts';
import {
  answer,
  button,
  chooseIn,
  chord,
  find,
  focused,
  hold,
  open,
  opened,
  page,
  press,
  sent,
  text,
  value,
  waitText,
} from '../driven-page.ts';
import { account, accounts, cliReply, error, manyAccounts, popup, session, view } from '../preview/fixtures.ts';

describe('the setup of CLI profiles', () => {
  const complete = accounts.filter(({ roles }) => roles !== null);
  const saves = () => sent('popup/save-cli-profiles') as Promise<Record<string, unknown>[]>;
  const ready = (summary: string) => waitText('.cli-summary', summary);
  const save = () => page.locator('.cli-dialog button.primary').setTimeout(PATIENCE_MS).click();
  const openCard = async () => {
    await find('administrator');
    await chord('Control', 'Space');
    await button('Set up CLI profile').click();
    await page.waitForSelector('aria/Set up CLI profile[role="dialog"]');
    await page.waitForSelector('aria/Save profile[role="button"]');
  };
  const openDialog = async () => {
    await chooseIn('Menu', 'CLI profiles for all…');
    await page.waitForSelector('aria/Set up CLI profiles[role="dialog"]');
  };
  const openAll = async (list = complete, answers = {}) => {
    await open(popup(view(), list, answers));
    await openDialog();
  };
  /** From now on, counts how often the page shows the message about refused names. */
  const countRefusals = () =>
    page.evaluate(() => {
      const shown = Object.assign(window, { refusals: 0 });
      new MutationObserver(() => {
        if (document.querySelector('.cli-refused')) shown.refusals += 1;
      }).observe(document.body, { childList: true, subtree: true });
    });
  const refusals = () => page.evaluate(() => (window as unknown as { refusals: number }).refusals);
  const gone = (name: string) => ({ name, accountId: '9'.repeat(12), roleName: 'Old', is: 'gone' as const });

  it('shows one role’s profile name and the planned changes, and offers the sign-in command after the profile is saved', async () => {
    await open();
    await openCard();
    expect(await page.waitForSelector('aria/Profile name[role="textbox"]')).not.toBeNull();
    expect(await focused()).toBe('cli-name');
    await ready('3 to add');
    expect(await sent('popup/plan-cli-profiles')).toHaveLength(1);
    await page.type('#cli-name', '-x');
    await press('Enter');
    await waitText('[role=status]', 'CLI profile team-a-dev-admin-x is set up.');
    const role = { accountId: '111122223333', roleName: 'AdministratorAccess', name: 'team-a-dev-admin-x' };
    expect(await saves()).toEqual([
      { session: session().key, roles: [role], form: 'session', whole: false, prune: [] },
    ]);
    await button('Copy aws sso login --sso-session hidden-corp').click();
    await button('Open the portal').click();
    expect(await opened()).toEqual([session().startUrl]);
  });

  it('shows, for several roles, a name template and all resulting names, and can write the AWS CLI’s older form of profiles', async () => {
    await open();
    await chooseThree();
    await button('Set up CLI profiles').click();
    await page.waitForSelector('aria/Save 3 profiles[role="button"]');
    await page.waitForSelector('aria/Name template[role="textbox"]');
    await button('AWS CLI’s').click();
    const names = await page.$$eval('.cli-name-text', (all) => all.map((each) => each.textContent));
    expect(names).toContain('SecurityAudit-666677778888');
    await page.locator('aria/Older form').click();
    await save();
    await waitText('[role=status]', '3 CLI profiles are set up');
    expect((await saves())[0]).toMatchObject({ form: 'older', template: '{roleName}-{accountId}', whole: false });
    expect(await page.$('.chosen-bar')).toBeNull();
  });
  const chooseThree = async () => {
    await hold('Shift', () => press('ArrowDown', 'ArrowDown'));
    await page.waitForSelector('.chosen-bar');
  };

  it('puts fewer than 40 of 5,000 profile names into the page, even while the user types a name template', async () => {
    await openAll(manyAccounts(1000), { 'popup/plan-cli-profiles': cliReply({ added: 5000 }) });
    await ready('5,000 to add');
    expect(await page.$$eval('.cli-name', (all) => all.length)).toBeLessThan(40);
    await page.waitForSelector('aria/Save 5,000 profiles[role="button"]');
    await page.$eval('.cli-body', (each) => each.scrollTo(0, each.scrollHeight));
    await page.waitForSelector('.cli-name[aria-posinset="5000"]');
    for (const text of ['{role}', '{account}.{role}', 'a-{role}-{accountId}'])
      await page.$eval(
        '#cli-name',
        (input, typed) => {
          (input as HTMLInputElement).value = typed;
          input.dispatchEvent(new InputEvent('input', { bubbles: true }));
        },
        text,
      );
    expect(await page.$$eval('.cli-name', (all) => all.length)).toBeLessThan(40);
    await save();
    await waitText('[role=status]', 'CLI profiles are set up');
    const [body] = await saves();
    expect(body).toMatchObject({ whole: true, template: 'a-{role}-{accountId}' });
    expect(body?.roles).toHaveLength(5000);
  });

  it('is not possible for all roles until every role is loaded', async () => {
    await open();
    await button('Menu').click();
    const entry = await page.waitForSelector('aria/CLI profiles for all…[role="menuitem"]');
    expect(await entry?.evaluate((each) => [each.getAttribute('aria-disabled'), each.getAttribute('title')])).toEqual([
      'true',
      'Possible when every role is loaded',
    ]);
    await entry?.click();
    expect(await page.$('dialog')).toBeNull();
  });

  it('removes a profile whose role no longer exists, but only if the user ticks the profile', async () => {
    const plan = cliReply({ added: 1, gone: 2 }, [gone('old-a'), gone('old-b')]);
    await openAll(complete, { 'popup/plan-cli-profiles': plan });
    await ready('1 to add, 2 gone');
    await page.locator('aria/old-b Old · 999999999999').click();
    await save();
    await waitText('[role=status]', 'CLI profiles are set up');
    expect((await saves())[0]).toMatchObject({ prune: ['old-b'], whole: true });
  });

  it('shows the name of a role’s existing profile, and plans no second profile for the role', async () => {
    const found = { accountId: '111122223333', roleName: 'AdministratorAccess', name: 'by-hand', is: 'found' as const };
    await open(popup(view(), accounts, { 'popup/plan-cli-profiles': cliReply({ found: 1 }, [found]) }));
    await openCard();
    await ready('1 there already');
    expect(await text('dialog')).toContain('by-hand already signs in to this role');
  });

  it('shows why a profile name is refused, and suggests a different profile name', async () => {
    const why = error('CLI_PROFILE_SHADOWS', { name: 'team-a-dev-admin', file: '~/.aws/credentials', line: 3 });
    const refused = cliReply({ refused: 1 }, [], [{ name: 'team-a-dev-admin', ...why }]);
    await open(popup(view(), accounts, { 'popup/plan-cli-profiles': refused }));
    await openCard();
    await waitText('.cli-refused', '~/.aws/credentials (line 3)');
    await save();
    await answer('popup/plan-cli-profiles', cliReply({ added: 1 }));
    await button('Add -sso to the name').click();
    await ready('1 to add');
    await save();
    await waitText('[role=status]', 'CLI profile team-a-dev-admin-sso is set up');
    expect(await saves()).toHaveLength(1);
  });

  it('gives new profile names only to roles whose suggested names are taken, and shows the new names, not errors, before the save', async () => {
    const names = ['team-a-dev-admin', 'log-archive-security-audit'];
    const refused = names.map((name) => ({ name, ...error('CLI_PROFILE_SHADOWS', { name, file: '~/c', line: 3 }) }));
    const count = complete.flatMap(({ roles }) => roles ?? []).length;
    const inTurn = [cliReply({ added: count - 2, refused: 2 }, [], refused), cliReply({ added: count })];
    await open(popup(view(), complete, { 'popup/plan-cli-profiles': { inTurn } }));
    await countRefusals();
    await openDialog();
    await ready(`${count - 2} to add, 2 get another name`);
    expect(await refusals()).toBe(0);
    expect(await text('.cli-names')).toContain('the template’s name is taken');
    await save();
    await waitText('[role=status]', 'CLI profiles are set up');
    const saved = ((await saves())[0]?.roles ?? []) as { name: string }[];
    const wanted = ((await sent('popup/plan-cli-profiles'))[0] as { roles: { name: string }[] }).roles;
    expect(saved).toHaveLength(count);
    expect(saved.map(({ name }) => name)).toEqual(
      wanted.map(({ name }) => (names.includes(name) ? `${name}-sso` : name)),
    );
  });

  it('shows the refused profile name and saves nothing if the host also refuses the new name for the role', async () => {
    const name = 'team-a-dev-admin';
    const refused = [{ name, ...error('CLI_PROFILE_SHADOWS', { name, file: '~/.aws/credentials', line: 3 }) }];
    await openAll(complete, { 'popup/plan-cli-profiles': cliReply({ refused: 1 }, [], refused) });
    await waitText('.cli-refused', '~/.aws/credentials (line 3)');
    await save();
    expect(await saves()).toEqual([]);
  });

  it('shows an error in the dialog if the save fails, and the user can try again', async () => {
    const fails = {
      'popup/plan-cli-profiles': error('HOST_OLD'),
      'popup/save-cli-profiles': error('FILE_READ_ONLY', { remedy: 'make it writable' }),
    };
    await open(popup(view(), accounts, fails));
    await openCard();
    await waitText('dialog [role=alert]', 'older than this extension');
    await answer('popup/plan-cli-profiles', cliReply({ added: 1 }));
    await save();
    await waitText('dialog [role=alert]', 'make it writable');
    await answer('popup/save-cli-profiles', null);
    await save();
    await waitText('dialog [role=alert]', 'it contains either the old profiles or the new ones');
    expect(await text('dialog [role=alert]')).not.toContain('Nothing was changed');
    await answer('popup/save-cli-profiles', cliReply({ added: 1 }));
    await save();
    await waitText('[role=status]', 'is set up');
  });

  it('shows no dialog for a portal with only one role', async () => {
    await open(popup(view(), [account('1'.repeat(12), 'only', ['Admin'])]));
    await chooseIn('Menu', 'CLI profiles for all…');
    await waitText('[role=status]', 'CLI profile only-admin is set up');
    expect(await page.$('dialog')).toBeNull();
    expect(await sent('popup/plan-cli-profiles')).toEqual([]);
    expect(await saves()).toMatchObject([{ whole: true, roles: [{ name: 'only-admin' }] }]);
  });

  it('is offered in one line above the list when roles were added or removed', async () => {
    await open(
      popup(
        view({ cliNews: { added: 2, renamed: 0, gone: 1, form: 'older', template: '{role}-{accountId}' } }),
        complete,
      ),
    );
    await waitText('.cli-changes', '2 CLI profiles to add, 1 gone');
    await button('Review').click();
    await page.waitForSelector('aria/Set up CLI profiles[role="dialog"]');
    expect(await value('#cli-name')).toBe('{role}-{accountId}');
    await ready('3 to add');
    expect(await sent('popup/plan-cli-profiles')).toMatchObject([{ form: 'older', whole: true }]);
    await press('Escape');
    await page.waitForSelector('dialog', { hidden: true });
    expect(await saves()).toEqual([]);
  });

  it('attack 6: shows an account name as plain text, even if the name looks like markup', async () => {
    const evil = '<img src=x onerror="document.title=1">';
    await openAll([account('1'.repeat(12), evil, ['Admin', 'Read'])]);
    await ready('to add');
    expect(await page.$$eval('dialog img', (all) => all.length)).toBe(0);
    expect(await text('.cli-names')).toContain(evil);
  });
});
