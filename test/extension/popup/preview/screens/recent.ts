import { EXPIRATION, error, manyProfiles, ok, popup, profiles, view } from '../fixtures.ts';
import { choose, click, type ScreenCase } from './case.ts';

const recent = (answers = {}) => popup(view({ profiles }), undefined, answers);

export const recentScreens: readonly ScreenCase[] = [
  { name: 'recent', fixture: recent(), shows: '41 min' },
  { name: 'recent-many', fixture: popup(view({ profiles: manyProfiles })), shows: '58 min' },
  {
    name: 'recent-renewed',
    fixture: recent(),
    act: (page) => page.click('[title^="Renew prod-payments"]'),
    shows: 'is renewed, valid until 12:20',
  },
  {
    name: 'recent-some-failed',
    fixture: recent({
      'popup/renew-profiles': ok({
        renewed: [{ name: 'prod-payments', expiration: EXPIRATION }],
        failed: [{ name: 'sandbox', ...error('NO_ACCESS', { role: 'AdministratorAccess', account: '444455556666' }) }],
      }),
    }),
    act: click('Renew all'),
    shows: 'sandbox was not renewed',
  },
  {
    name: 'recent-remove',
    fixture: recent(),
    act: async (page) => {
      await page.click('[data-row="recent sandbox"]');
      await choose('More for this role', 'Remove profile')(page);
    },
    shows: 'Remove profile sandbox?',
  },
  { name: 'header-menu', fixture: recent(), act: click('Menu'), shows: 'CLI profiles for all…' },
];
