import type { Page } from 'puppeteer-core';
import { error, manyAccounts, ok, popup, view } from '../fixtures.ts';
import { chooseThree, type ScreenCase } from './case.ts';

async function chooseAll(page: Page): Promise<void> {
  await page.waitForSelector('[role=option]');
  await page.keyboard.down('Alt');
  await page.keyboard.press('a');
  await page.keyboard.up('Alt');
  await page.waitForSelector('.chosen-bar');
}
const writeThree = async (page: Page) => {
  await chooseThree(page);
  await page.click('.chosen-actions .primary');
};
const together = (answer: unknown) => popup(view(), undefined, { 'popup/write-profiles': answer });
const notFetched = ok({
  is: 'not-fetched',
  failed: [
    { accountId: '333344445555', roleName: 'AWSPowerUserAccess', ...error('OFFLINE') },
    {
      accountId: '333344445555',
      roleName: 'Billing',
      ...error('NO_ACCESS', { role: 'Billing', account: '333344445555' }),
    },
  ],
});

export const severalScreens: readonly ScreenCase[] = [
  { name: 'chosen', fixture: popup(view()), act: chooseThree, shows: '3 roles chosen' },
  { name: 'chosen-long', fixture: popup(view(), manyAccounts(1000)), act: chooseAll, shows: '5,000 roles chosen' },
  {
    name: 'chosen-too-many',
    fixture: popup(view(), manyAccounts(1000)),
    act: async (page) => {
      await page.type('#search', 'billing');
      await chooseAll(page);
      await page.keyboard.press('Escape');
    },
    shows: 'max. 500',
  },
  {
    name: 'chosen-writing',
    fixture: popup(view({ writing: { done: 12, total: 20 } })),
    act: (page) => page.waitForSelector('.chosen-bar'),
    shows: '12 of 20',
  },
  { name: 'chosen-written', fixture: popup(view()), act: writeThree, shows: '3 profiles are ready, valid until 12:20' },
  { name: 'chosen-not-fetched', fixture: together(notFetched), act: writeThree, shows: 'Write the others' },
  {
    name: 'chosen-replace',
    fixture: together(
      error('PROFILES_EXIST', {
        count: 2,
        which:
          'payments-prod-billing holds keys that you or another tool wrote, which would be lost; sandbox was not written by Keyferry',
      }),
    ),
    act: writeThree,
    shows: 'Replace them all',
  },
];
