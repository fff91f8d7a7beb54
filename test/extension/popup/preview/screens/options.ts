import { popup, view } from '../fixtures.ts';
import { hostFailed, type ScreenCase } from './case.ts';

export const optionsScreens: readonly ScreenCase[] = [
  { name: 'options', page: 'options', fixture: popup(view()), shows: 'team-a-dev-admin' },
  {
    name: 'options-host-missing',
    page: 'options',
    fixture: popup(hostFailed('HOST_MISSING')),
    shows: 'npx keyferry install',
  },
  {
    name: 'options-invalid',
    page: 'options',
    fixture: popup(view()),
    act: async (page) => {
      await page.waitForSelector('#default-region');
      await page.type('#default-region', 'nowhere');
    },
    shows: 'This is not saved yet',
  },
  {
    name: 'options-saved',
    page: 'options',
    fixture: popup(view()),
    act: (page) => page.locator('aria/Keep the list of accounts and roles after signing out').click(),
    shows: 'Saved.',
  },
  {
    name: 'options-forget',
    page: 'options',
    fixture: popup(view()),
    act: (page) => page.click('button.danger'),
    shows: 'Forget everything?',
  },
];
