import type { Page } from 'puppeteer-core';
import type { Fixture } from './fake-browser.ts';
import {
  accounts,
  cliReply,
  EXPIRATION,
  error,
  locked,
  lockedInNewRegion,
  longNames,
  manyAccounts,
  manyProfiles,
  ok,
  other,
  ownPopup,
  popup,
  popupWithNews,
  profiles,
  session,
  view,
} from './fixtures.ts';
import type { PageName } from './pages.ts';

/** A state of a page: what it stands on, what is done to it, and a text that shows it was reached. */
export interface ScreenCase {
  readonly name: string;
  readonly page?: PageName;
  readonly fixture: Fixture;
  act?(page: Page): Promise<unknown>;
  readonly shows: string;
}

const none = view({ sessions: [], current: null });
const failed = (code: 'THROTTLED' | 'OFFLINE') =>
  view({ listing: { phase: 'failed', done: 2, total: 6, error: error(code) } });
const hostFailed = (code: 'HOST_MISSING' | 'HOST_OLD' | 'HOST_NEW' | 'HOST_EXITED') =>
  view({ host: { state: 'failed', error: error(code) } });

async function openFirst(page: Page): Promise<void> {
  await page.type('#search', 'administrator');
  await page.keyboard.press('Enter');
  await page.waitForSelector('#profile-name');
}

const press = (selector: string) => async (page: Page) => {
  await openFirst(page);
  await page.click(selector);
};
const write = press('button.primary');
const writeAnswers = (answer: unknown) => popup(view(), undefined, { 'popup/write-profile': answer });
const search = (text: string) => (page: Page) => page.type('#search', text);
const exists = error('PROFILE_EXISTS', { name: 'team-a-dev-admin', holds: 'holds long-term keys of your own' });

/** Chooses three roles by keyboard. */
async function chooseThree(page: Page): Promise<void> {
  await page.waitForSelector('[role=option]');
  await page.keyboard.down('Shift');
  for (const key of ['ArrowDown', 'ArrowDown'] as const) await page.keyboard.press(key);
  await page.keyboard.up('Shift');
  await page.waitForSelector('.chosen-bar');
}
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

const cliDialog = async (page: Page) => {
  await page.waitForSelector('dialog[open] .cli-summary');
  await page.waitForFunction(() => !document.querySelector('.cli-summary')?.textContent?.includes('Looking'));
};
const cliOf = (open: (page: Page) => Promise<void>, name: string) => async (page: Page) => {
  await open(page);
  await page.locator(`aria/${name}[role="button"]`).click();
  await cliDialog(page);
};
const cliOne = cliOf(openFirst, 'Set up CLI profile');
const cliThree = cliOf(chooseThree, 'Set up CLI profile');
const cliAll = cliOf(async () => {}, 'Set up CLI profile for all roles');
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
const save = (open: (page: Page) => Promise<void>) => async (page: Page) => {
  await open(page);
  await page.click('.cli-dialog .primary');
};

const openLong = async (page: Page) => {
  await page.type('#search', 'administratorzugriff');
  await page.keyboard.press('Enter');
  await page.waitForSelector('#profile-name');
};
const lastUsed = (format: string): Fixture => {
  const fixture = popup(view());
  return { ...fixture, local: { ...fixture.local, lastFormat: format } };
};

const recent = (answers = {}) => popup(view({ profiles }), undefined, answers);
const click = (name: string) => (page: Page) => page.locator(`aria/${name}[role="button"]`).click();

export const screens: readonly ScreenCase[] = [
  { name: 'starting', fixture: { ...popup(null), answers: {} }, shows: 'Looking for your portal session' },
  {
    name: 'not-answering',
    fixture: popup(null, null, { 'popup/open': null }),
    shows: 'The browser stopped Keyferry before it could answer',
  },
  { name: 'no-session', fixture: popup(none), shows: 'Sign in to your AWS access portal' },
  {
    name: 'no-session-known',
    fixture: popup(view({ sessions: [session({ expired: true })], current: null })),
    shows: 'Open hidden-corp',
  },
  { name: 'stale-tab', fixture: popup({ ...none, staleTab: true }), shows: 'Reload the portal tab' },
  { name: 'new-portal', fixture: popup(view({ sessions: [other], current: null })), shows: 'Use this portal' },
  {
    name: 'withheld',
    fixture: popup({ ...none, withheld: ['https://*.awsapps.com', 'https://portal.sso.eu-west-1.amazonaws.com'] }),
    act: (page) => page.click('button.primary'),
    shows: 'Allow access',
  },
  {
    name: 'withheld-with-list',
    fixture: popup(view({ withheld: ['https://portal.sso.eu-west-1.amazonaws.com'] })),
    shows: 'Allow access',
  },
  {
    name: 'choose-portal',
    fixture: popup(view({ sessions: [session(), { ...other, trusted: true }], current: null })),
    shows: 'Choose a portal',
  },
  {
    name: 'list-not-answering',
    fixture: popup(view(), accounts, { 'popup/open': null }),
    shows: 'The list below is the last one known',
  },
  {
    name: 'region-unknown',
    fixture: popup(view({ sessions: [session({ region: null })] })),
    shows: 'Which region is your portal in?',
  },
  {
    name: 'region-new',
    fixture: popup(view({ sessions: [session({ region: null, newRegion: 'eu-future-9' })] })),
    act: click('Allow and use eu-future-9'),
    shows: 'The browser did not allow it',
  },
  { name: 'locked', fixture: popup({ ...none, locked: [locked()] }), shows: 'Keyferry cannot see your sign-in yet' },
  {
    name: 'locked-new-region',
    fixture: popup({ ...none, locked: [lockedInNewRegion] }),
    act: click('Allow reading this portal’s sign-in'),
    shows: 'The browser did not allow it',
  },
  {
    name: 'locked-perhaps-signed-out',
    fixture: popup({ ...none, locked: [locked({ wasReadable: true })] }),
    shows: 'Portal name or address',
  },
  {
    name: 'about',
    fixture: popup(view()),
    act: (page) => page.click('button.left'),
    shows: 'named by the page, script#env',
  },
  {
    name: 'about-older-ways',
    fixture: popup(
      view({
        sessions: [
          session({ capture: 'cookies', listedBy: 'instance', whoAmI: 'PORTAL_ANSWER', user: null, expiresAt: null }),
        ],
        host: { state: 'failed', error: error('HOST_MISSING') },
      }),
    ),
    act: (page) => page.click('button.left'),
    shows: 'failed, PORTAL_ANSWER',
  },
  {
    name: 'about-locked',
    fixture: popup({ ...none, locked: [lockedInNewRegion] }),
    act: click('About this portal'),
    shows: 'its host came after this version',
  },
  { name: 'locked-beside-list', fixture: popup(view({ locked: [locked()] })), shows: 'Allow reading it' },
  {
    name: 'expired',
    fixture: popup(view({ sessions: [session({ expired: true, expiresAt: 0 })] })),
    shows: 'Your portal session has ended',
  },
  {
    name: 'loading',
    fixture: popup(view({ listing: { phase: 'listing', done: 0, total: 0, error: null } }), null),
    shows: 'Loading your accounts',
  },
  {
    name: 'list-growing',
    fixture: popup(view({ listing: { phase: 'listing', done: 212, total: 300, error: null } })),
    shows: '212 of 300',
  },
  {
    name: 'list-stopped',
    fixture: popup(view({ listing: { phase: 'stopped', done: 212, total: 300, error: null } })),
    shows: 'stopped at 212 of 300',
  },
  { name: 'list-news', fixture: popupWithNews(), shows: '2 new, 1 gone' },
  {
    name: 'list-news-open',
    fixture: popupWithNews(),
    act: (page) => page.locator('aria/2 new, 1 gone[role="button"]').click(),
    shows: 'Mark as seen',
  },
  { name: 'list', fixture: popup(view()), shows: 'Team A dev' },
  { name: 'recent', fixture: recent(), shows: '41 min' },
  { name: 'recent-many', fixture: popup(view({ profiles: manyProfiles })), shows: '58 min' },
  {
    name: 'recent-renewed',
    fixture: recent(),
    act: click('Renew prod-payments'),
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
  { name: 'recent-remove', fixture: recent(), act: click('Remove sandbox'), shows: 'Remove profile sandbox?' },
  { name: 'favourites', fixture: ownPopup(), shows: 'Favourites' },
  { name: 'favourites-found', fixture: ownPopup(), act: search('shop'), shows: '4 roles found' },
  {
    name: 'card-own',
    fixture: ownPopup(),
    act: async (page) => {
      await page.type('#search', 'shop read');
      await page.keyboard.press('Enter');
      await page.waitForSelector('#profile-name');
      await page.click('.customise summary');
    },
    shows: 'Console page',
  },
  {
    name: 'card-own-refused',
    fixture: ownPopup(),
    act: async (page) => {
      await openFirst(page);
      await page.click('.customise summary');
      await page.type('[placeholder=s3]', 'https://evil.example/');
      await page.type('[list=regions]', 'nowhere');
    },
    shows: 'Neither a page of this console',
  },
  { name: 'list-private', fixture: { ...popup(view()), private: true }, shows: 'private' },
  { name: 'list-long', fixture: popup(view(), manyAccounts(1000)), shows: 'Team 0 prod' },
  { name: 'list-empty', fixture: popup(view(), []), shows: 'The portal shows no accounts for you' },
  { name: 'long-names', fixture: longNames(), shows: 'Bundesverwaltungsrechenzentrum' },
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
  { name: 'search', fixture: popup(view()), act: search('prod read'), shows: '2 roles found' },
  { name: 'search-email', fixture: popup(view()), act: search('aws+333'), shows: 'aws+333344445555' },
  { name: 'nothing-found', fixture: popup(view()), act: search('no such thing'), shows: 'No account or role matches' },
  { name: 'several-sessions', fixture: popup(view({ sessions: [session(), other] })), shows: 'fresh-start' },
  { name: 'throttled', fixture: popup(failed('THROTTLED')), shows: 'asks to slow down' },
  { name: 'offline', fixture: popup(failed('OFFLINE'), []), shows: 'could not be reached' },
  { name: 'host-missing', fixture: popup(hostFailed('HOST_MISSING')), shows: 'npx keyferry install' },
  {
    name: 'host-missing-windows',
    fixture: { ...popup(hostFailed('HOST_MISSING')), os: 'win' },
    shows: 'npx.cmd keyferry install',
  },
  {
    name: 'host-missing-unpacked',
    fixture: { ...popup(hostFailed('HOST_MISSING')), installType: 'development' },
    shows: 'sh install-scripts/install.sh',
  },
  {
    name: 'host-missing-unpacked-windows',
    fixture: { ...popup(hostFailed('HOST_MISSING')), os: 'win', installType: 'development' },
    shows: 'install-scripts\\install.ps1',
  },
  { name: 'host-old', fixture: popup(hostFailed('HOST_OLD')), act: openFirst, shows: 'older than this extension' },
  { name: 'host-new', fixture: popup(hostFailed('HOST_NEW')), shows: 'newer than this extension' },
  { name: 'help', fixture: popup(view()), act: search('?'), shows: 'this help' },
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
    shows: 'replace them all on purpose',
  },
  { name: 'cli-one', fixture: cli(cliReply({ added: 1 })), act: cliOne, shows: 'Profile name' },
  { name: 'cli-one-taken', fixture: cli(taken), act: cliOne, shows: 'Add -sso to the name' },
  { name: 'cli-three', fixture: cli(planned), act: cliThree, shows: '1 to rename' },
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
    shows: 'instead of a second one',
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
      await openFirst(page);
      await page.locator('aria/Set up CLI profile[role="button"]').click();
    },
    shows: 'Looking at your config file',
  },
  {
    name: 'cli-saved-one',
    fixture: cli(cliReply({ added: 1 }, [{ ...role, name: 'payments', is: 'added' }])),
    act: save(cliOne),
    shows: 'aws sso login --profile',
  },
  {
    name: 'cli-saved',
    fixture: cli(planned),
    act: save(cliThree),
    shows: '3 CLI profiles are set up: 1 added, 1 renamed',
  },
  {
    name: 'cli-news',
    fixture: popup(
      view({ cliNews: { added: 2, renamed: 0, gone: 1, form: 'older', template: '{role}-{accountId}' } }),
      complete,
    ),
    shows: '2 CLI profiles to add, 1 gone',
  },
  { name: 'card', fixture: popup(view()), act: openFirst, shows: 'AdministratorAccess' },
  {
    name: 'card-name-refused',
    fixture: popup(view()),
    act: async (page) => {
      await openFirst(page);
      await page.type('#profile-name', ' x');
    },
    shows: 'It holds a blank',
  },
  { name: 'card-last-used', fixture: lastUsed('docker-env-file'), act: openFirst, shows: 'Docker env file' },
  { name: 'card-menu', fixture: popup(view()), act: press('.more button'), shows: 'Session token' },
  { name: 'busy', fixture: { ...popup(view()), answers: {} }, act: write, shows: 'Writing profile' },
  { name: 'written', fixture: popup(view()), act: write, shows: 'is ready, valid until 12:20' },
  {
    name: 'copied',
    fixture: popup(view()),
    act: press('button[aria-label="Copy for Bash"]'),
    shows: 'Copied: Bash, valid until 12:20',
  },
  { name: 'console-link', fixture: popup(view()), act: press('.card-ways button + button'), shows: 'Copied: a link' },
  { name: 'replace', fixture: writeAnswers(exists), act: write, shows: 'long-term keys of your own' },
  {
    name: 'write-failed',
    fixture: writeAnswers(error('FILE_BUSY', { file: '~/.aws/credentials', holder: 'process 4242' })),
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
    shows: 'confirm that AdministratorAccess in account 111122223333 should become it',
  },
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
