import type { Page } from 'puppeteer-core';
import { accounts, error, liveProfile, liveView, popup, profiles, view } from '../fixtures.ts';
import { choose, click, openFirst, type ScreenCase } from './case.ts';
import { questionView } from './question.ts';

const live = [
  liveProfile(),
  liveProfile({ name: 'prod-read', accountId: '222233334444', roleName: 'ReadOnlyAccess', isPaused: true }),
  liveProfile({ name: 'audit', accountId: '666677778888', roleName: 'SecurityAudit', usedAt: null, uses: 0 }),
];
const withLive = (given: Parameters<typeof liveView>[1] = {}) => popup(view({ profiles, live: liveView(live, given) }));

/** Clicks the row of the live profile, which opens its card. */
async function openLive(page: Page): Promise<void> {
  await page.click('[data-row="live team-a-dev-admin"]');
  await page.waitForSelector('.live-profile');
}

const chooseLive = async (page: Page) => {
  await openFirst(page);
  await page.locator('aria/Live[role="radio"]').click();
};
const writeLive = async (page: Page) => {
  await chooseLive(page);
  await click('Write profile')(page);
};
const saving = (answer: unknown) => popup(view(), undefined, { 'popup/save-cli-profiles': answer });

export const liveScreens: readonly ScreenCase[] = [
  { name: 'live-recent', fixture: withLive(), shows: 'paused' },
  { name: 'live-locked', fixture: withLive({ isLocked: true }), shows: 'no program gets keys' },
  { name: 'live-off', fixture: withLive({ isOn: false }), shows: 'Turn live profiles on' },
  { name: 'live-menu', fixture: withLive(), act: click('Menu'), shows: 'Lock all' },
  { name: 'live-card', fixture: withLive(), act: openLive, shows: 'last used' },
  { name: 'live-card-restart', fixture: withLive({ survivesRestart: false }), act: openLive, shows: 'reading cookies' },
  {
    name: 'live-stop',
    fixture: withLive(),
    act: async (page) => {
      await openLive(page);
      await click('Stop')(page);
    },
    shows: 'Stop live profile team-a-dev-admin?',
  },
  { name: 'live-written', fixture: popup(view()), act: writeLive, shows: 'is ready, as long as you are signed in' },
  {
    name: 'live-refused',
    fixture: saving(error('LIVE_KEYS_EXIST', { name: 'team-a-dev-admin', file: '~/.aws/credentials', line: 12 })),
    act: writeLive,
    shows: 'Write as team-a-dev-admin-live',
  },
  {
    name: 'live-old-program',
    fixture: popup(view({ host: { state: 'ready', version: '0.1.0' } })),
    act: chooseLive,
    shows: 'too old for live profiles',
  },
  {
    name: 'live-dialog',
    fixture: popup(view({ live: liveView(live) }), accounts.slice(0, 3)),
    act: async (page) => {
      await choose('Menu', 'CLI profiles for all…')(page);
      await page.locator('aria/Live[role="radio"]').click();
    },
    shows: 'no key is on disk',
  },
  {
    name: 'live-question',
    fixture: withLive({ questions: [questionView(), questionView({ id: 'question-2' })] }),
    shows: 'A program asks for keys',
  },
  {
    name: 'live-question-production',
    fixture: withLive({
      questions: [
        questionView({ isProduction: true, client: { program: 'python3', script: 'deploy.py', isVerified: false } }),
      ],
    }),
    shows: 'The program says it is',
  },
  {
    name: 'live-signed-out',
    fixture: popup(view({ sessions: [], current: null, profiles, live: liveView(live) })),
    shows: 'live, signed out',
  },
  {
    name: 'fresh-card',
    fixture: popup(view({ profiles, fresh: { names: ['prod-payments'], failures: [] }, live: liveView([]) })),
    act: async (page) => {
      await page.click('[data-row="recent prod-payments"]');
      await page.waitForSelector('.keep-fresh');
    },
    shows: 'Keep fresh',
  },
  {
    name: 'fresh-failed',
    fixture: popup(
      view({
        profiles,
        live: liveView([]),
        fresh: {
          names: ['prod-payments'],
          failures: [{ name: 'prod-payments', message: 'The portal session has ended. Sign in again.' }],
        },
      }),
    ),
    act: (page) => page.waitForSelector('.fresh-failure'),
    shows: 'was not kept fresh',
  },
];
