import type { Page } from 'puppeteer-core';
import { untilIn } from '../../../../waiting.ts';
import { accounts, cliReply, error, manyAccounts, popup, view } from '../fixtures.ts';
import { choose, chooseOne, chooseThree, openFirst, type ScreenCase } from './case.ts';

const cliDialog = async (page: Page) => {
  await page.waitForSelector('dialog[open] .cli-summary');
  await untilIn(page, () => !document.querySelector('.cli-summary')?.textContent?.includes('Looking'));
};
const cliOf = (open: (page: Page) => Promise<void>, name: string) => async (page: Page) => {
  await open(page);
  await page.locator(`aria/${name}[role="button"]`).click();
  await cliDialog(page);
};
const cliOne = cliOf(chooseOne, 'Set up CLI profile');
const cliThree = cliOf(chooseThree, 'Set up CLI profiles');
const cliAll = async (page: Page) => {
  await choose('Menu', 'CLI profiles for all…')(page);
  await cliDialog(page);
};
const complete = accounts.filter(({ roles }) => roles !== null);
const cli = (plan: unknown, list = complete) =>
  popup(view(), list, { 'popup/plan-cli-profiles': plan, 'popup/save-cli-profiles': plan });
const [role, second] = [
  { accountId: '333344445555', roleName: 'AWSPowerUserAccess' },
  { accountId: '666677778888', roleName: 'SecurityAudit' },
];
const planned = cliReply({ added: 1, found: 1, renamed: 1, gone: 3 }, [
  { ...role, name: 'payments-prod-power-user', is: 'renamed', was: 'payments-power' },
  { ...second, name: 'audit', is: 'found' },
  { accountId: '555566667777', roleName: 'A-permission-set-name-of-thirty-two-ch', name: 'data-a', is: 'added' },
  ...['old-admin', 'old-read-only', 'a-name-that-is-long-'.repeat(3)].map((name) => ({
    ...{ accountId: '999988887777', roleName: 'Admin' },
    ...{ name, is: 'gone' as const },
  })),
]);
const taken = cliReply(
  { added: 0, refused: 1 },
  [],
  [
    {
      name: 'team-a-dev-admin',
      ...error('CLI_PROFILE_SHADOWS', { name: 'team-a-dev-admin', file: '~/.aws/credentials', line: 12 }),
    },
  ],
);
const auditTaken = cliReply(
  { added: 2, refused: 1 },
  [],
  [
    {
      name: 'log-archive-security-audit',
      ...error('CLI_PROFILE_EXISTS', {
        name: 'log-archive-security-audit',
        file: '~/.aws/config',
        line: 7,
        holds: 'x',
      }),
    },
  ],
);
const save = (open: (page: Page) => Promise<void>) => async (page: Page) => {
  await open(page);
  await page.click('.cli-dialog .primary');
};

export const cliScreens: readonly ScreenCase[] = [
  { name: 'cli-one', fixture: cli(cliReply({ added: 1 })), act: cliOne, shows: 'Profile name' },
  {
    name: 'cli-from-card',
    fixture: cli(cliReply({ added: 1 }, [{ ...role, name: 'payments', is: 'added' }])),
    act: async (page) => {
      await openFirst(page);
      await page.locator('aria/AWS CLI sign-in[role="radio"]').click();
      await page.click('.card .primary');
    },
    shows: 'CLI profile team-a-dev-admin is set up',
  },
  { name: 'cli-one-taken', fixture: cli(taken), act: cliOne, shows: 'Add -sso to the name' },
  { name: 'cli-three', fixture: cli(planned), act: cliThree, shows: '1 to rename' },
  {
    name: 'cli-other-names',
    fixture: popup(view(), accounts, {
      'popup/plan-cli-profiles': { inTurn: [auditTaken, cliReply({ added: 3 })] },
    }),
    act: cliThree,
    shows: '2 to add, 1 gets another name',
  },
  {
    name: 'cli-all-long',
    fixture: cli(cliReply({ added: 5000 }), manyAccounts(1000)),
    act: cliAll,
    shows: '5,000 to add',
  },
  {
    name: 'cli-one-found',
    fixture: cli(cliReply({ found: 1 }, [{ ...role, name: 'by-hand', is: 'found' }])),
    act: cliOne,
    shows: 'already signs in to this role',
  },
  {
    name: 'cli-template-refused',
    fixture: cli(cliReply({ added: 3 })),
    act: async (page) => {
      await cliThree(page);
      await page.click('#cli-name', { count: 3 });
      await page.keyboard.press('Backspace');
    },
    shows: 'It is empty.',
  },
  { name: 'cli-host-old', fixture: cli(error('HOST_OLD')), act: cliOne, shows: 'older than this extension' },
  {
    name: 'cli-looking',
    fixture: { ...popup(view()), answers: {} },
    act: async (page) => {
      await chooseOne(page);
      await page.locator('aria/Set up CLI profile[role="button"]').click();
    },
    shows: 'Looking at your config file',
  },
  {
    name: 'cli-save-uncertain',
    fixture: popup(view(), complete, {
      'popup/plan-cli-profiles': cliReply({ added: 1 }),
      'popup/save-cli-profiles': error('HOST_EXITED'),
    }),
    act: save(cliOne),
    shows: 'either the old profiles or the new ones',
  },
  {
    name: 'cli-saved-one',
    fixture: cli(cliReply({ added: 1 }, [{ ...role, name: 'payments', is: 'added' }])),
    act: save(cliOne),
    shows: 'aws sso login --sso-session hidden-corp',
  },
  {
    name: 'cli-saved',
    fixture: cli(planned),
    act: save(cliThree),
    shows: '3 CLI profiles are set up: 1 added, 1 renamed',
  },
  {
    name: 'cli-changes',
    fixture: popup(
      view({ cliNews: { added: 2, renamed: 0, gone: 1, form: 'older', template: '{role}-{accountId}' } }),
      complete,
    ),
    shows: '2 CLI profiles to add, 1 gone',
  },
];
