import type { Page } from 'puppeteer-core';
import type { Fixture } from '../fake-browser.ts';
import { account, accounts, EXPIRATION, error, longNames, ok, ownPopup, popup, view } from '../fixtures.ts';
import { choose, openFirst, type ScreenCase } from './case.ts';

const press = (selector: string) => async (page: Page) => {
  await openFirst(page);
  await page.click(selector);
};
const write = press('button.primary');
const writeAnswers = (answer: unknown) => popup(view(), undefined, { 'popup/write-profile': answer });
const exists = error('PROFILE_EXISTS', { name: 'team-a-dev-admin', holds: 'holds long-term keys of your own' });
const openLong = (page: Page) => openFirst(page, 'administratorzugriff');
const lastUsed = (format: string): Fixture => {
  const fixture = popup(view());
  return { ...fixture, local: { ...fixture.local, lastFormat: format } };
};

export const cardScreens: readonly ScreenCase[] = [
  {
    name: 'card-own',
    fixture: ownPopup(),
    act: async (page) => {
      await openFirst(page, 'shop read');
      await choose('More for this role', 'Customise')(page);
    },
    shows: 'Console page',
  },
  {
    name: 'card-own-refused',
    fixture: ownPopup(),
    act: async (page) => {
      await openFirst(page);
      await choose('More for this role', 'Customise')(page);
      await page.type('[placeholder=s3]', 'https://evil.example/');
      await page.type('[list=regions]', 'nowhere');
    },
    shows: 'neither the name of a console page',
  },
  { name: 'long-names-card', fixture: longNames(), act: openLong, shows: 'Administratorzugriff' },
  {
    name: 'long-names-written',
    fixture: longNames(),
    act: async (page) => {
      await openLong(page);
      await page.click('button.primary');
    },
    shows: 'is ready, valid until',
  },
  { name: 'card', fixture: popup(view()), act: openFirst, shows: 'AdministratorAccess' },
  {
    name: 'card-name-refused',
    fixture: popup(view()),
    act: async (page) => {
      await openFirst(page);
      await page.type('#profile-name', ' x');
    },
    shows: 'It contains a blank',
  },
  {
    name: 'card-label-hint',
    fixture: popup(view(), [
      account('777788889999', '本番環境', ['Admin'], 'aws+billing@hidden-corp.example'),
      ...accounts,
    ]),
    act: (page) => openFirst(page, '本番'),
    shows: 'set your own label',
  },
  {
    name: 'card-role-menu',
    fixture: popup(view()),
    act: press('.card-head [aria-haspopup]'),
    shows: 'Copy console link',
  },
  {
    name: 'card-console-pages',
    fixture: popup(view()),
    act: async (page) => {
      await press('[aria-haspopup=dialog]')(page);
      await page.type('.console-dialog input', 'e');
    },
    shows: 'Open EC2',
  },
  { name: 'card-last-used', fixture: lastUsed('docker-env-file'), act: openFirst, shows: 'Docker env file' },
  { name: 'card-menu', fixture: popup(view()), act: press('.more-formats'), shows: 'Session token' },
  { name: 'busy', fixture: { ...popup(view()), answers: {} }, act: write, shows: 'Writing profile' },
  {
    name: 'written-region-kept',
    fixture: writeAnswers(
      ok({
        name: 'team-a-dev-admin',
        expiration: EXPIRATION,
        notes: [
          'The profile team-a-dev-admin keeps the region eu-west-1 of your config file (line 4). Your choice us-east-1 was not written. To use it, change the config file.',
        ],
      }),
    ),
    act: write,
    shows: 'keeps the region eu-west-1',
  },
  { name: 'written', fixture: popup(view()), act: write, shows: 'is ready, valid until 12:20' },
  {
    name: 'copied',
    fixture: popup(view()),
    act: press('button[aria-label="Copy for Bash"]'),
    shows: 'Copied: Bash, valid until 12:20',
  },
  {
    name: 'console-link',
    fixture: popup(view()),
    act: async (page) => {
      await openFirst(page);
      await choose('More for this role', 'Copy console link')(page);
    },
    shows: 'Copied: a link',
  },
  { name: 'replace', fixture: writeAnswers(exists), act: write, shows: 'long-term keys of your own' },
  {
    name: 'write-failed',
    fixture: writeAnswers(
      error('FILE_BUSY', {
        file: '~/.aws/credentials',
        holder: 'process 4242',
        remedy: 'wait until it has finished, or end that process',
      }),
    ),
    act: write,
    shows: 'Your credentials file was not changed',
  },
  {
    name: 'write-session-expired',
    fixture: writeAnswers(error('SESSION_EXPIRED')),
    act: write,
    shows: 'Open the portal',
  },
  {
    name: 'write-host-missing',
    fixture: writeAnswers(error('HOST_MISSING')),
    act: write,
    shows: 'npx keyferry install',
  },
  {
    name: 'write-shadowed',
    fixture: writeAnswers(
      error('PROFILE_SHADOWED', { name: 'team-a-dev-admin', what: 'an SSO profile', file: '~/.aws/config', line: 4 }),
    ),
    act: write,
    shows: 'Write as team-a-dev-admin-keys',
  },
  {
    name: 'replace-default',
    fixture: writeAnswers(error('PROFILE_DEFAULT', { role: 'AdministratorAccess in account 111122223333' })),
    act: write,
    shows: 'Confirm that this profile should contain keys of AdministratorAccess in account 111122223333',
  },
];
