import type { Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { indexKey, VIEW_KEY } from '#core/messages.ts';
import { portalPagePatterns } from '#core/portals.ts';
import { defaultSettings } from '#core/settings.ts';
import type { Fixture } from './preview/fake-browser.ts';
import {
  account,
  accounts,
  cliReply,
  error,
  locked,
  lockedInNewRegion,
  manyAccounts,
  NOW,
  ok,
  other,
  popup,
  popupWithNews,
  profiles,
  session,
  view,
} from './preview/fixtures.ts';
import { launchPages, type PageName, type Pages } from './preview/pages.ts';

const ADMIN = 'Team A dev, 111122223333, AdministratorAccess';

let pages: Pages;
let page: Page;
beforeAll(async () => {
  pages = await launchPages();
});
afterEach(() => page.browserContext().close());
afterAll(() => pages?.close());

async function open(fixture: Fixture = popup(view()), name: PageName = 'popup'): Promise<void> {
  ({ page } = await pages.open(name, fixture));
}

const press = async (...keys: string[]) => {
  for (const key of keys) await page.keyboard.press(key as 'Enter');
};
async function chord(modifier: 'Control' | 'Alt', key: string): Promise<void> {
  await page.keyboard.down(modifier);
  await press(key);
  await page.keyboard.up(modifier);
}
const button = (name: string) => page.locator(`aria/${name}[role="button"]`).setTimeout(3000);
const sent = (kind: string) =>
  page.evaluate((wanted) => window.fake.sent.filter((each) => each.kind === wanted).map(({ body }) => body), kind);
const copied = () => page.evaluate(() => window.fake.copied);
const answer = (kind: string, value: unknown) =>
  page.evaluate((key, given) => Object.assign(window.fake.answers, { [key]: given }), kind, value as object);
const store = (area: 'session' | 'local', key: string, value: unknown) =>
  page.evaluate((where, at, given) => window.fake.store(where, at, given), area, key, value as object);
const focused = () => page.evaluate(() => document.activeElement?.id);
/** The accessible name of the option that the search box names as active. */
const active = () =>
  page.evaluate(() => {
    const id = document.querySelector('#search')?.getAttribute('aria-activedescendant');
    return document.getElementById(id ?? '')?.getAttribute('aria-label');
  });
const text = (selector: string) => page.$eval(selector, (each) => each.textContent ?? '');
const waitText = (selector: string, wanted: string, timeout = 3000) =>
  page.waitForFunction(
    (at, part) => document.querySelector(at)?.textContent?.includes(part),
    { timeout },
    selector,
    wanted,
  );
const find = (query: string) => page.type('#search', query);

describe('by keyboard alone', () => {
  it('focuses the search on opening; arrows move, Enter opens, Enter writes', async () => {
    await open();
    expect(await focused()).toBe('search');
    await find('team a');
    expect(await active()).toBe(ADMIN);
    await press('ArrowDown');
    expect(await active()).toContain('Team A dev, 111122223333, ReadOnlyAccess');
    await press('ArrowUp', 'Enter', 'Enter');
    await waitText('[role=status]', 'is ready, valid until');
    expect(await sent('popup/write-profile')).toEqual([
      {
        session: session().key,
        accountId: '111122223333',
        roleName: 'AdministratorAccess',
        name: 'team-a-dev-admin',
        replace: false,
      },
    ]);
  });

  it('comes back with Escape to the same row and the same place', async () => {
    await open(popup(view(), manyAccounts(200)));
    for (let at = 0; at < 6; at += 1) await press('PageDown');
    const [before, top] = [await active(), await page.$eval('.roles', (each) => each.scrollTop)];
    await press('Enter');
    await page.waitForSelector('#profile-name');
    await press('Escape');
    await page.waitForSelector('[role=listbox]');
    expect(await active()).toBe(before);
    expect(await page.$eval('.roles', (each) => each.scrollTop)).toBe(top);
    expect(await focused()).toBe('search');
  });

  it('sends what is typed anywhere to the search box', async () => {
    await open();
    await page.focus('[role=listbox]');
    await page.keyboard.type('bill');
    expect(await page.$eval('#search', (each) => (each as HTMLInputElement).value)).toBe('bill');
    expect(await active()).toContain('Billing');
  });

  it('writes by Ctrl+Enter and copies by Ctrl+1 … 4 straight from the list', async () => {
    await open();
    await find('administrator');
    await chord('Control', 'Enter');
    await waitText('[role=status]', 'team-a-dev-admin is ready');
    await chord('Control', '2');
    await waitText('[role=status]', 'PowerShell');
    expect((await copied())[0]).toContain('$Env:AWS_ACCESS_KEY_ID');
  });

  it('switches the portal by Alt+S; one not trusted is shown, not used', async () => {
    await open(popup(view({ sessions: [session(), other] })));
    await chord('Alt', 's');
    await waitText('main', other.startUrl);
    expect(await sent('popup/choose-session')).toEqual([]);
    await answer(
      'popup/use-portal',
      ok(view({ sessions: [session(), { ...other, trusted: true }], current: 'other' })),
    );
    await button('Use this portal').click();
    await page.waitForSelector('#search');
    expect(await sent('popup/use-portal')).toEqual([{ session: 'other' }]);
  });
});

describe('as the contract names things', () => {
  it('has the searchbox, the listbox, groups and options', async () => {
    await open();
    expect(await page.$('aria/Search accounts and roles[role="searchbox"]')).not.toBeNull();
    expect(await page.$('aria/Accounts and roles[role="listbox"]')).not.toBeNull();
    expect(await page.$(`aria/${ADMIN}[role="option"]`)).not.toBeNull();
    const tree = JSON.stringify(await page.accessibility.snapshot({ interestingOnly: false }));
    expect(tree).toContain('"name":"Team A dev, 111122223333"');
    expect(tree).toMatch(/"role":"option",[^{}]*"name":"sandbox 444455556666 load(ing)? roles"/);
  });

  it('has every control of the card', async () => {
    await open();
    await page.click(`[aria-label="${ADMIN}"]`);
    expect(await page.waitForSelector('aria/Profile name[role="textbox"]')).not.toBeNull();
    const copies = ['PowerShell', 'Bash', 'Command Prompt', 'fish'].map((shell) => `Copy for ${shell}`);
    for (const name of ['Write profile', ...copies, 'More formats']) {
      expect(await page.$(`aria/${name}[role="button"]`), name).not.toBeNull();
    }
    await button('More formats').click();
    await page.waitForSelector('[role=menu]');
    const items = await page.$$eval('[role=menuitem]', (all) => all.map((each) => each.textContent));
    expect(items).toEqual(expect.arrayContaining(['Access key ID', 'Secret access key', 'Session token', 'Zsh']));
    await press('ArrowDown', 'Enter');
    await page.waitForFunction(() => window.fake.copied.length === 1);
    expect(await page.$('[role=menu]')).toBeNull();
  });

  it('offers the line that proves the profile', async () => {
    await open();
    await find('administrator');
    await chord('Control', 'Enter');
    await button('Copy aws sts get-caller-identity --profile team-a-dev-admin').click();
    await page.waitForSelector('aria/Copied aws sts get-caller-identity --profile team-a-dev-admin');
    expect(await copied()).toEqual(['aws sts get-caller-identity --profile team-a-dev-admin']);
  });
});

describe('the console', () => {
  const link = 'https://hidden-corp.awsapps.com/start/#/console?account_id=111122223333&role_name=AdministratorAccess';

  it('is opened by the worker, from the card and by Ctrl+O', async () => {
    await open();
    await find('administrator');
    await chord('Control', 'o');
    await page.waitForFunction(() => window.fake.sent.some(({ kind }) => kind === 'popup/open-console'));
    await press('Enter');
    await button('Open console').click();
    const body = { session: session().key, accountId: '111122223333', roleName: 'AdministratorAccess' };
    expect(await sent('popup/open-console')).toEqual([body, body]);
  });

  it('can be had as a link, to the default region', async () => {
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

describe('writing over something', () => {
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
  ])('%s changes nothing and gives the focus back', async (_, cancel) => {
    await ask();
    await cancel();
    await page.waitForSelector('dialog', { hidden: true });
    expect(await sent('popup/write-profile')).toHaveLength(1);
    expect(await focused()).toBe('profile-name');
  });

  it('attack 12: Replace answers the question that was read, and another one is asked', async () => {
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

  it('attack 12: Replace asks once more, with the flag', async () => {
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

describe('opening', () => {
  const slow = { script: 'role-parts', ms: 300 };
  const shifts = () =>
    page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          let sum = 0;
          const add = (list: PerformanceObserverEntryList) => {
            for (const each of list.getEntries()) sum += (each as unknown as { value: number }).value;
          };
          new PerformanceObserver(add).observe({ type: 'layout-shift', buffered: true });
          setTimeout(() => resolve(sum), 100);
        }),
    );

  it('draws the list before the code of the card is there', async () => {
    await open({ ...popup(view()), slow });
    expect(await page.$(`[aria-label="${ADMIN}"]`)).not.toBeNull();
    expect(await page.$('.outcome')).toBeNull();
  });

  it.each([
    ['a list', view()],
    ['a list with profiles', view({ profiles })],
    ['withheld access', view({ withheld: ['https://portal.sso.eu-west-1.amazonaws.com'] })],
    ['a failed listing', view({ listing: { phase: 'failed', done: 2, total: 6, error: error('OFFLINE') } })],
    ['a new portal', view({ sessions: [session(), other] })],
    ['a missing host', view({ host: { state: 'failed', error: error('HOST_MISSING') } })],
  ])('moves nothing once it is drawn: %s', async (_, shown) => {
    await open({ ...popup(shown), slow });
    await page.waitForSelector('.outcome');
    // “load roles” grows into “loading roles”; a banner that comes late is a hundred times that.
    expect(await shifts()).toBeLessThan(0.001);
  });
});

describe('following the worker', () => {
  it.each([
    [1, '12 min until '],
    [-12 * 60_000 - 1, 'session ended'],
  ])('tells what is left of the session, and that it is over before the worker does (%i ms on)', async (on, left) => {
    const expiresAt = NOW + 12 * 60_000 + on;
    await open({ ...popup(view({ sessions: [session({ expiresAt })] })), answers: {} });
    expect(await text('button.left')).toContain(left);
  });

  it('draws the cached list although the worker never answers', async () => {
    await open({ ...popup(view()), answers: {} });
    expect(await page.$(`[aria-label="${ADMIN}"]`)).not.toBeNull();
  });

  it('takes up roles and progress as storage tells of them, with the active row kept', async () => {
    await open(popup(view(), [account('1'.repeat(12), 'a', null), account('2'.repeat(12), 'b', ['Admin'])]));
    await press('ArrowDown');
    const list = [account('1'.repeat(12), 'a', ['Read', 'Write']), account('2'.repeat(12), 'b', ['Admin'])];
    await store('local', indexKey(session().key), { session: session().key, listedAt: 1, accounts: list });
    await page.waitForSelector('[aria-label$=", Write"]');
    expect(await active()).toContain(', Admin');
    await store('session', VIEW_KEY, view({ listing: { phase: 'listing', done: 2, total: 9, error: null } }));
    await waitText('.progress', '2 of 9');
  });

  it('asks for the roles it shows, each account once', async () => {
    await open();
    await page.waitForFunction(() => window.fake.sent.some(({ kind }) => kind === 'popup/load-roles'));
    await find('sand');
    await new Promise((rest) => setTimeout(rest, 400));
    expect(await sent('popup/load-roles')).toEqual([{ session: session().key, accountIds: ['444455556666'] }]);
  });

  it('notices an installed host by itself', async () => {
    await open(popup(view({ host: { state: 'failed', error: error('HOST_MISSING') } })));
    await waitText('.host-banner', 'npx keyferry install');
    await answer('popup/open', ok(view()));
    await page.waitForSelector('.host-banner', { hidden: true, timeout: 5000 });
  });

  it('says once that the host is missing', async () => {
    const missing = error('HOST_MISSING');
    await open(
      popup(view({ host: { state: 'failed', error: missing } }), accounts, { 'popup/write-profile': missing }),
    );
    await find('administrator');
    await press('Enter');
    await page.waitForSelector('.host-banner');
    await press('Enter');
    await waitText('[role=alert]', 'npx keyferry install');
    expect(await page.$('.host-banner')).toBeNull();
  });

  it('never scrolls sideways in a narrow tab', async () => {
    await open();
    await page.setViewport({ width: 320, height: 560 });
    const width = () => page.evaluate(() => document.documentElement.scrollWidth);
    expect(await width()).toBe(320);
    await find('administrator');
    await press('Enter');
    await waitText('.card', 'Write profile');
    expect(await width()).toBe(320);
  });

  it('copies without the host', async () => {
    await open(popup(view({ host: { state: 'failed', error: error('HOST_MISSING') } })));
    await find('administrator');
    await press('Enter');
    await button('Copy for Bash').click();
    await waitText('[role=status]', 'Copied');
    expect((await copied())[0]).toContain('export AWS_ACCESS_KEY_ID="ASIAKEYFERRYEXAMPLE1"');
  });

  it('attack 8: a worker stopped half-way is an alert with a retry that works', async () => {
    await open(popup(view(), accounts, { 'popup/write-profile': null }));
    await find('administrator');
    await press('Enter');
    await page.waitForSelector('#profile-name');
    await press('Enter');
    await waitText('[role=alert]', 'The browser stopped Keyferry');
    await answer('popup/write-profile', ok({ name: 'team-a-dev-admin', expiration: Date.now() + 3_600_000 }));
    await button('Try again').click();
    await waitText('[role=status]', 'is ready');
    expect(await text('[role=alert]')).toBe('');
  });
});

describe('asking for what is missing', () => {
  const nobody = view({ sessions: [], current: null });
  const ended = session({ expired: true, expiresAt: 0 });

  it.each([
    ['no session', nobody, ''],
    ['a portal known from before', { ...nobody, sessions: [ended] }, 'Open hidden-corp'],
    ['a session that ended', view({ sessions: [ended] }), 'Open the portal'],
    ['a tab older than the install', { ...nobody, staleTab: true }, 'Reload the portal tab'],
  ])('has the focus on the next step: %s', async (_, shown, name) => {
    await open(popup(shown));
    await page.waitForSelector('[data-first]');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe(name);
    if (name === '') expect(await focused()).toBe('portal');
  });

  it('never has it on what would trust a portal', async () => {
    await open(popup(view({ sessions: [other], current: null })));
    await button('Use this portal').wait();
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('BODY');
  });

  it('names the pages of many regions once', async () => {
    const withheld = portalPagePatterns();
    await open(popup(view({ sessions: [], current: null, withheld })));
    await button('Allow access').wait();
    const named = await page.$$eval('.origins code', (codes) => codes.map((code) => code.textContent));
    expect(named).toContain('*.portal.<region>.app.aws');
    expect(named).toHaveLength(11);
  });

  it('asks for withheld origins inside the click', async () => {
    await open(popup(view({ sessions: [], current: null, withheld: ['https://portal.sso.eu-west-1.amazonaws.com'] })));
    await button('Allow access').click();
    expect(await page.evaluate(() => window.fake.requested)).toEqual([
      ['https://portal.sso.eu-west-1.amazonaws.com/*'],
    ]);
  });

  const sent = (kind: string) =>
    page.evaluate((wanted) => window.fake.sent.filter((each) => each.kind === wanted).map(({ body }) => body), kind);
  const requested = () => page.evaluate(() => window.fake.requested);
  const none = { sessions: [], current: null };

  it('attack 31: asks to read the sign-in that only the browser can read, and for no address with it', async () => {
    const shown = view({ ...none, locked: [locked()] });
    await open({ ...popup(shown, [], { 'popup/want-portal': ok(view()) }), allows: true });
    await button('Allow reading this portal’s sign-in').click();
    expect(await requested()).toEqual([['cookies']]);
    await page.waitForSelector('#search');
    expect(await sent('popup/want-portal')).toEqual([{ startUrl: locked().startUrl, wanted: true }]);
  });

  it('reads nothing of a portal that is not wanted', async () => {
    const shown = view({ ...none, locked: [locked()] });
    await open(popup(shown, [], { 'popup/want-portal': ok(view(none)) }));
    await button('Not now').click();
    await page.waitForSelector('#portal');
    expect(await sent('popup/want-portal')).toEqual([{ startUrl: locked().startUrl, wanted: false }]);
    expect(await requested()).toEqual([]);
  });

  it('attack 36: a portal in a region that came later is asked for by its two addresses, then opened', async () => {
    const { startUrl } = lockedInNewRegion;
    const shown = view({ ...none, locked: [lockedInNewRegion] });
    await open({ ...popup(view(none), [], { 'popup/want-portal': ok(shown) }), allows: true });
    await page.type('#portal', `${startUrl}/#/`);
    await press('Enter');
    await button('Allow reading this portal’s sign-in').click();
    expect(await requested()).toEqual([['cookies', `${startUrl}/*`, 'https://portal.sso.eu-future-9.amazonaws.com/*']]);
    await page.waitForFunction(() => window.fake.opened.length > 0);
    expect(await page.evaluate(() => window.fake.opened)).toEqual([startUrl]);
  });

  it('attack 44: a region that the page names and nobody knows is asked for by its API’s address alone', async () => {
    const shown = view({ sessions: [session({ region: null, newRegion: 'eu-future-9' })] });
    await open({ ...popup(shown, [], { 'popup/set-region': ok(view()) }), allows: true });
    await button('Allow and use eu-future-9').click();
    expect(await requested()).toEqual([['https://portal.sso.eu-future-9.amazonaws.com/*']]);
    await page.waitForSelector('#search');
    expect(await sent('popup/set-region')).toEqual([{ session: session().key, region: 'eu-future-9' }]);
  });

  it('Alt+I tells about the portal, Escape closes it, and the report copies exactly what is shown', async () => {
    await open(popup(view()));
    await page.waitForSelector('#search');
    await page.keyboard.down('Alt');
    await page.keyboard.press('KeyI');
    await page.keyboard.up('Alt');
    await page.waitForSelector('dialog[open]');
    const shown = await page.$$eval('dialog dt', (terms) =>
      terms.map((term) => `${term.textContent}: ${term.nextElementSibling?.textContent}`),
    );
    expect(shown).toHaveLength(10);
    await button('Copy report').click();
    await page.waitForFunction(() => window.fake.copied.length > 0);
    const [report] = await page.evaluate(() => window.fake.copied);
    expect(report).toBe(['Keyferry, about this portal', ...shown, ''].join('\n'));
    await press('Escape');
    await page.waitForFunction(() => document.querySelector('dialog') === null);
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('search');
  });

  it('opens the portal that is named', async () => {
    await open(popup(view({ sessions: [], current: null })));
    await page.type('#portal', 'demo');
    await press('Enter');
    expect(await page.evaluate(() => window.fake.opened)).toEqual(['https://demo.awsapps.com/start']);
  });

  it('sets the region that is chosen', async () => {
    await open(popup(view({ sessions: [session({ region: null })] }), accounts, { 'popup/set-region': ok(view()) }));
    await page.select('#region', 'eu-central-1');
    await button('Use this region').click();
    await page.waitForSelector('#search');
    expect(await sent('popup/set-region')).toEqual([{ session: session().key, region: 'eu-central-1' }]);
  });
});

describe('what must never happen', () => {
  it('attack 6: names that look like markup are text', async () => {
    const evil = '<img src=x onerror="document.title=1"><script>document.title=2</script>';
    await open(popup(view(), [account('1'.repeat(12), evil, [evil], evil)]));
    expect(await page.$('.roles img, .roles script')).toBeNull();
    expect(await text('.row.account .name')).toBe(evil);
    await find('onerror');
    await page.waitForSelector('mark');
    expect(await page.title()).toBe('Keyferry');
  });

  it('attack 29: no secret is ever in the page, storage or a message, whatever is copied', async () => {
    await open();
    await find('administrator');
    await press('Enter');
    await button('More formats').click();
    await page.locator('aria/Secret access key[role="menuitem"]').click();
    await waitText('[role=status]', 'Secret access key');
    expect(await copied()).toEqual(['wJalrXUtnFEMI/K7MDENG/bPxRfiCYKEYFERRYEXAMPLE']);
    const held = await page.evaluate(async () => {
      const stored = await window.browser.storage.local.get('lastFormat');
      return document.documentElement.outerHTML + document.title + JSON.stringify([window.fake.sent, stored]);
    });
    expect(held).toContain('secret-access-key');
    expect(held).not.toMatch(/KEYFERRY?EXAMPLE/);
  });
});

describe('options', () => {
  it('saves a change at once and says so', async () => {
    await open(popup(view()), 'options');
    await page.waitForSelector('#default-region');
    await page.type('#default-region', 'eu-west-1');
    await waitText('[role=status]', 'Saved.');
    expect((await sent('options/set-settings')).at(-1)).toMatchObject({ settings: { defaultRegion: 'eu-west-1' } });
    expect(await sent('options/set-settings')).toHaveLength(1);
  });

  it('forgets only after the question', async () => {
    await open(popup(view()), 'options');
    await button('Forget everything …').click();
    expect(await sent('options/forget-everything')).toEqual([]);
    await page.locator('dialog .danger').click();
    await waitText('[role=status]', 'Everything was forgotten.');
  });
});

describe('quick', () => {
  it('keeps 5,000 roles at hand with few elements, and tells readers of all', async () => {
    await open(popup(view(), manyAccounts(1000)));
    expect(await page.$$eval('[role=option]', (all) => all.length)).toBeLessThan(100);
    expect(await page.$eval('[role=option]', (each) => each.getAttribute('aria-setsize'))).toBe('5000');
    await chord('Control', 'End');
    await page.waitForSelector('[aria-posinset="5000"]');
    expect(await active()).toBe('Team 999 prod, 100000000999, SupportUser');
  });

  it('a typed letter among 5,000 roles draws the few rows that are seen, and no more', async () => {
    await open(popup(view(), manyAccounts(1000)));
    await page.waitForSelector('[role=option]');
    const drawn = await page.evaluate(async () => {
      let added = 0;
      const rows = document.querySelector('.roles') ?? document.body;
      new MutationObserver((all) => {
        for (const each of all) added += each.addedNodes.length;
      }).observe(rows, { childList: true, subtree: true });
      const input = document.querySelector<HTMLInputElement>('#search');
      for (const query of ['t', 'te', 'tea', 'team', 'team 9', 'team 99 r', 'a', 'adm']) {
        if (input) input.value = query;
        input?.dispatchEvent(new InputEvent('input', { bubbles: true }));
        await new Promise((next) => requestAnimationFrame(() => setTimeout(next)));
      }
      return { added, present: document.querySelectorAll('[role=option]').length };
    });
    expect(drawn.present).toBeGreaterThan(5);
    expect(drawn.present).toBeLessThan(60);
    expect(drawn.added).toBeLessThan(8 * 60 * 8);
  });
});

describe('a listing under way', () => {
  const listing = (phase: 'listing' | 'stopped') => view({ listing: { phase, done: 4, total: 6, error: null } });
  const unknown = [account('1'.repeat(12), 'one', null), account('2'.repeat(12), 'two', null)];
  const rest = () => new Promise((done) => setTimeout(done, 500));

  it('shows how far it is, is stopped and resumed by one button, which keeps the focus', async () => {
    await open(popup(listing('listing')));
    await waitText('.progress', '4 of 6');
    await button('Stop').click();
    expect(await sent('popup/stop-listing')).toEqual([{ session: session().key }]);
    await store('session', VIEW_KEY, listing('stopped'));
    await waitText('.progress', 'stopped at 4 of 6');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Resume');
    await button('Resume').click();
    expect(await sent('popup/resume-listing')).toEqual([{ session: session().key }]);
  });

  it('loads what is on screen; stopped, only what is opened or searched for', async () => {
    await open(popup(listing('listing'), unknown));
    await rest();
    expect(await sent('popup/load-roles')).toHaveLength(1);
    await page.browserContext().close();
    await open(popup(listing('stopped'), unknown));
    await rest();
    expect(await sent('popup/load-roles')).toEqual([]);
    await press('Enter');
    await page.waitForFunction(() => window.fake.sent.some(({ kind }) => kind === 'popup/load-roles'));
    await find('two');
    await rest();
    expect(await sent('popup/load-roles')).toMatchObject([
      { accountIds: ['1'.repeat(12)] },
      { accountIds: ['2'.repeat(12)] },
    ]);
  });

  it('says of accounts it stopped before that their roles are to be loaded, not that they come', async () => {
    await open(popup(listing('listing'), unknown));
    await waitText('.roles', 'loading roles');
    await store('session', VIEW_KEY, listing('stopped'));
    await page.waitForFunction(() => !document.querySelector('.roles')?.textContent?.includes('loading roles'));
  });
});

describe('what came and went', () => {
  it('is counted, marked, listed when asked, and forgotten when seen', async () => {
    await open(popupWithNews());
    await page.waitForSelector('[aria-label="Team A dev, 111122223333, ReadOnlyAccess, new"] .new');
    expect(await page.$$eval('.row .new', (each) => each.length)).toBe(2);
    await button('2 new, 1 gone').click();
    await waitText('#news', 'sandbox AdministratorAccess');
    await press('Escape');
    expect(await page.$('#news')).toBeNull();
    await button('2 new, 1 gone').click();
    await button('Mark as seen').click();
    expect(await sent('popup/seen-changes')).toEqual([{ session: session().key }]);
    expect(await focused()).toBe('search');
    const key = indexKey(session().key);
    await store('local', key, { session: session().key, listedAt: 1, accounts, changes: null });
    await page.waitForFunction(() => !document.querySelector('.row .new, .news'));
  });
});

describe('profiles written before', () => {
  const names = () => page.$$eval('.recent .name', (each) => each.map(({ textContent }) => textContent));
  const recent = (answers = {}) => popup(view({ profiles }), undefined, answers);

  it('are shown for this portal only, and not while searching', async () => {
    await open(recent());
    await page.waitForSelector('.recent .name');
    expect(await names()).toEqual(['prod-payments', 'sandbox']);
    await find('prod');
    expect(await names()).toEqual([]);
  });

  it('are renewed one by one and all together, by keyboard too', async () => {
    await open(recent());
    await page.waitForSelector('.recent .name');
    await page.focus('[aria-label="Renew prod-payments"]');
    await press('Enter');
    await waitText('[role=status]', 'Profile prod-payments is renewed, valid until');
    await button('Renew all').click();
    await page.waitForFunction(
      () => window.fake.sent.filter(({ kind }) => kind === 'popup/renew-profiles').length === 2,
    );
    expect(await sent('popup/renew-profiles')).toEqual([
      { session: session().key, names: ['prod-payments'] },
      { session: session().key, names: ['prod-payments', 'sandbox'] },
    ]);
  });

  it('that could not be renewed are named, and tried again alone', async () => {
    const failed = [{ name: 'sandbox', ...error('THROTTLED') }];
    await open(recent({ 'popup/renew-profiles': ok({ renewed: [{ name: 'prod-payments', expiration: 1 }], failed }) }));
    await button('Renew all').click();
    await waitText('[role=alert]', 'sandbox was not renewed: The portal asks to slow down');
    await button('Try again').click();
    await page.waitForFunction(
      () => window.fake.sent.filter(({ kind }) => kind === 'popup/renew-profiles').length === 2,
    );
    expect((await sent('popup/renew-profiles'))[1]).toEqual({ session: session().key, names: ['sandbox'] });
  });

  it('are removed only after a question that names them', async () => {
    await open(recent());
    await button('Remove sandbox').click();
    await waitText('dialog', 'Remove profile sandbox?');
    await button('Cancel').click();
    expect(await sent('popup/remove-profiles')).toEqual([]);
    await button('Remove sandbox').click();
    await page.waitForSelector('dialog');
    await button('Remove').click();
    await waitText('[role=status]', 'Profile sandbox is removed');
    expect(await sent('popup/remove-profiles')).toEqual([{ names: ['sandbox'] }]);
    expect(await focused()).toBe('search');
  });

  it('keep their room before their code is there, so that nothing moves', async () => {
    await open(recent());
    const top = () => page.$eval('.roles', (each) => each.getBoundingClientRect().top);
    const before = await top();
    await page.waitForSelector('.recent .name');
    expect(await top()).toBe(before);
  });
});

describe('notifications', () => {
  const box = () => page.locator('aria/Show a notification five minutes before a profile runs out').setTimeout(3000);
  const checked = () => page.$eval('[aria-describedby=notify-note]', (each) => (each as HTMLInputElement).checked);

  it('are off, asked for inside the click, and kept when allowed', async () => {
    await open({ ...popup(view()), allows: true }, 'options');
    await box().click();
    await waitText('.saved', 'Saved');
    expect(await page.evaluate(() => window.fake.requested)).toEqual([['notifications']]);
    expect(await sent('options/set-settings')).toMatchObject([{ settings: { notifyBeforeExpiry: true } }]);
  });

  it('stay off when the browser refuses', async () => {
    await open(popup(view()), 'options');
    await box().click();
    await waitText('#notify-note', 'did not allow notifications');
    expect(await checked()).toBe(false);
    expect(await sent('options/set-settings')).toEqual([]);
  });
});

describe('several roles', () => {
  const option = (role: string) => `[role=option][aria-label$=", ${role}"]`;
  const checked = () =>
    page.$$eval('[aria-checked=true]', (all) => all.map((each) => each.getAttribute('aria-label')?.split(', ').at(-1)));
  const place = (role: string) => page.$eval(option(role), (each) => each.getBoundingClientRect().top);
  async function hold(modifier: 'Control' | 'Shift' | 'Meta', work: () => Promise<unknown>): Promise<void> {
    await page.keyboard.down(modifier);
    await work();
    await page.keyboard.up(modifier);
  }
  const tick = (role: string) => page.click(`${option(role)} .tick`);
  const wait = (count: number) => waitText('.chosen-bar', `${count} role${count === 1 ? '' : 's'} chosen`);

  it('are chosen by keyboard while typing still searches, and told to screen readers', async () => {
    await open();
    expect(await page.$eval('[role=listbox]', (each) => each.getAttribute('aria-multiselectable'))).toBe('true');
    expect(await page.$$eval('[role=option][aria-checked=false]', (all) => all.length)).toBe(9);
    await chord('Control', 'Space');
    await wait(1);
    await find('billing');
    await chord('Control', 'Space');
    await wait(2);
    expect(await checked()).toEqual(['Billing']);
    expect(await page.$eval('#search', (each) => (each as HTMLInputElement).value)).toBe('billing');
    await chord('Control', 'Space');
    await wait(1);
    expect(await checked()).toEqual([]);
  });

  it('are chosen by mouse: the tick, Ctrl+click, Shift for a range; a plain click still opens the card', async () => {
    await open();
    await tick('Billing');
    await hold('Control', () => page.click(option('SecurityAudit')));
    await wait(2);
    await hold('Shift', () => page.click(option('AWSPowerUserAccess')));
    await wait(3);
    expect(await checked()).toEqual(['SecurityAudit', 'AWSPowerUserAccess', 'Billing']);
    await page.click(option('Billing'));
    await page.waitForSelector('#profile-name');
    await press('Escape');
    await wait(3);
    expect(await checked()).toHaveLength(3);
  });

  it('chosen or cleared move nothing under the pointer, at the list’s end either', async () => {
    await open(popup(view(), manyAccounts(30)));
    await page.$eval('.roles', (each) => each.scrollTo(0, each.scrollHeight));
    const last = 'Team 29 dev, 100000000029, SupportUser';
    const top = () => page.$eval(`[aria-label="${last}"]`, (each) => each.getBoundingClientRect().top);
    await page.waitForSelector(`[aria-label="${last}"]`);
    const before = await top();
    await page.click(`[aria-label="${last}"] .tick`);
    await wait(1);
    expect(await top()).toBe(before);
    await page.$eval('.roles', (each) => each.scrollTo(0, each.scrollHeight));
    const scrolled = await top();
    expect(scrolled).toBeLessThan(before);
    await button('Clear').click();
    await page.waitForSelector('.chosen-bar', { hidden: true });
    expect(await top()).toBe(scrolled);
    expect(await focused()).toBe('search');
  });

  it('keep the active row clear of the bar', async () => {
    await open(popup(view(), manyAccounts(30)));
    await chord('Control', 'Space');
    await wait(1);
    for (let at = 0; at < 25; at += 1) await press('ArrowDown');
    const bottom = await page.$eval('[aria-selected=true]', (each) => each.getBoundingClientRect().bottom);
    expect(bottom).toBeLessThanOrEqual(await page.$eval('.chosen-bar', (each) => each.getBoundingClientRect().top));
  });

  it('of 5,000 are all chosen at one stroke; what a search shows is all that it adds', async () => {
    await open(popup(view(), manyAccounts(1000)));
    await find('billing');
    await chord('Alt', 'a');
    await waitText('.chosen-bar', '1,000 roles chosen');
    expect(await page.$('aria/Write profiles[role="button"]')).not.toBeNull();
    await button('Write profiles').click();
    expect(await sent('popup/write-profiles')).toEqual([]);
    await press('Escape');
    await page.locator('aria/Search accounts and roles').fill('');
    await button('Choose all shown').click();
    await waitText('.chosen-bar', '5,000 roles chosen');
  });

  it('are written under their suggested names in one message', async () => {
    await open();
    await tick('AdministratorAccess');
    await tick('Billing');
    const before = await place('SecurityAudit');
    await button('Write profiles').click();
    await waitText('[role=status]', '3 profiles are ready');
    expect(await place('SecurityAudit')).toBe(before);
    expect(await sent('popup/write-profiles')).toEqual([
      {
        session: session().key,
        roles: [
          { accountId: '111122223333', roleName: 'AdministratorAccess', name: 'team-a-dev-admin' },
          { accountId: '333344445555', roleName: 'Billing', name: 'payments-prod-billing' },
        ],
        replace: false,
      },
    ]);
    expect(await page.$('.chosen-bar')).toBeNull();
  });

  it('attack 12: ask before anything is replaced', async () => {
    const seen = '3'.repeat(32);
    const exist = error('PROFILES_EXIST', { count: 2, which: 'a holds long-term keys; b too', seen });
    await open(popup(view(), accounts, { 'popup/write-profiles': exist }));
    await tick('Billing');
    await button('Write profiles').click();
    await waitText('dialog', 'a holds long-term keys; b too');
    await button('Replace').click();
    await page.waitForFunction(
      () => window.fake.sent.filter(({ kind }) => kind === 'popup/write-profiles').length === 2,
    );
    expect(await sent('popup/write-profiles')).toMatchObject([{ replace: false }, { replace: true, seen }]);
  });

  it('of which one could not be fetched are named; the others are written on their own', async () => {
    const refused = {
      accountId: '333344445555',
      roleName: 'Billing',
      ...error('NO_ACCESS', { role: 'x', account: 'y' }),
    };
    await open(popup(view(), accounts, { 'popup/write-profiles': ok({ is: 'not-fetched', failed: [refused] }) }));
    await tick('AdministratorAccess');
    await tick('Billing');
    await button('Write profiles').click();
    await waitText('[role=alert]', '1 of 2 roles could not be fetched');
    expect(await text('.failures li')).toContain('Billing in payments-prod 333344445555: You have no access');
    await button('Write the others').click();
    await page.waitForFunction(
      () => window.fake.sent.filter(({ kind }) => kind === 'popup/write-profiles').length === 2,
    );
    expect((await sent('popup/write-profiles'))[1]).toMatchObject({ roles: [{ name: 'team-a-dev-admin' }] });
  });

  it('being written show how far they are, in a popup that opens again too, and can be called off', async () => {
    await open(popup(view({ writing: { done: 12, total: 20 } })));
    await waitText('.chosen-bar', '12 of 20');
    await store('session', VIEW_KEY, view({ writing: { done: 13, total: 20 } }));
    await waitText('.chosen-bar', '13 of 20');
    await button('Cancel').click();
    expect(await sent('popup/cancel-writing')).toEqual([{}]);
  });
});

describe('CLI profiles', () => {
  const complete = accounts.filter(({ roles }) => roles !== null);
  const saves = () => sent('popup/save-cli-profiles') as Promise<Record<string, unknown>[]>;
  const ready = (summary: string) => waitText('.cli-summary', summary);
  const save = () => button('Save profiles').click();
  const openCard = async () => {
    await find('administrator');
    await press('Enter');
    await button('Set up CLI profile').click();
    await page.waitForSelector('aria/Set up CLI profiles[role="dialog"]');
  };
  const openAll = async (list = complete, answers = {}) => {
    await open(popup(view(), list, answers));
    await button('Set up CLI profile for all roles').click();
    await page.waitForSelector('aria/Set up CLI profiles[role="dialog"]');
  };
  const gone = (name: string) => ({ name, accountId: '9'.repeat(12), roleName: 'Old', is: 'gone' as const });

  it('of one role: its name, the plan, the save, and the line that signs in', async () => {
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
    await button('Copy aws sso login --profile team-a-dev-admin-x').click();
    await button('Open the portal').click();
    expect(await page.evaluate(() => window.fake.opened)).toEqual([session().startUrl]);
  });

  it('of several: a template, every name live, the older form', async () => {
    await open();
    await hold3();
    await button('Set up CLI profile').click();
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
  const hold3 = async () => {
    await page.keyboard.down('Shift');
    await press('ArrowDown', 'ArrowDown');
    await page.keyboard.up('Shift');
    await page.waitForSelector('.chosen-bar');
  };

  it('of all: 5,000 names are there, in few elements, while a template is typed too', async () => {
    await openAll(manyAccounts(1000), { 'popup/plan-cli-profiles': cliReply({ added: 5000 }) });
    await ready('5,000 to add');
    expect(await page.$$eval('.cli-name', (all) => all.length)).toBeLessThan(40);
    await page.$eval('.cli-names', (each) => each.scrollTo(0, each.scrollHeight));
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

  it('are not set up for all before all are known', async () => {
    await open();
    await page.click('[aria-label="Set up CLI profile for all roles"]');
    await new Promise((rest) => setTimeout(rest, 100));
    expect(await page.$('dialog')).toBeNull();
  });

  it('remove only what is ticked of what is gone', async () => {
    const plan = cliReply({ added: 1, gone: 2 }, [gone('old-a'), gone('old-b')]);
    await openAll(complete, { 'popup/plan-cli-profiles': plan });
    await ready('1 to add, 2 gone');
    await page.locator('aria/old-b Old · 999999999999').click();
    await save();
    await waitText('[role=status]', 'CLI profiles are set up');
    expect((await saves())[0]).toMatchObject({ prune: ['old-b'], whole: true });
  });

  it('that is there already under another name is offered instead of a second one', async () => {
    const found = { accountId: '111122223333', roleName: 'AdministratorAccess', name: 'by-hand', is: 'found' as const };
    await open(popup(view(), accounts, { 'popup/plan-cli-profiles': cliReply({ found: 1 }, [found]) }));
    await openCard();
    await ready('1 there already');
    expect(await text('dialog')).toContain('by-hand signs in to this role already');
  });

  it('that would collide say why, and take another name', async () => {
    const why = error('CLI_PROFILE_SHADOWS', { name: 'team-a-dev-admin', file: '~/.aws/credentials', line: 3 });
    const refused = cliReply({ refused: 1 }, [], [{ name: 'team-a-dev-admin', ...why }]);
    await open(popup(view(), accounts, { 'popup/plan-cli-profiles': refused }));
    await openCard();
    await waitText('.cli-refused', '~/.aws/credentials (line 3)');
    await save();
    await new Promise((rest) => setTimeout(rest, 50));
    expect(await saves()).toEqual([]);
    await answer('popup/plan-cli-profiles', cliReply({ added: 1 }));
    await button('Add -sso to the name').click();
    await ready('1 to add');
    await save();
    await waitText('[role=status]', 'CLI profile team-a-dev-admin-sso is set up');
  });

  it('that fail say so in the dialog, and can be tried again', async () => {
    const fails = { 'popup/plan-cli-profiles': error('HOST_OLD'), 'popup/save-cli-profiles': error('FILE_READ_ONLY') };
    await open(popup(view(), accounts, fails));
    await openCard();
    await waitText('dialog [role=alert]', 'older than this extension');
    await answer('popup/plan-cli-profiles', cliReply({ added: 1 }));
    await save();
    await waitText('dialog [role=alert]', 'make it writable');
    await answer('popup/save-cli-profiles', cliReply({ added: 1 }));
    await save();
    await waitText('[role=status]', 'is set up');
  });

  it('of one account with one role are set up without a question', async () => {
    await open(popup(view(), [account('1'.repeat(12), 'only', ['Admin'])]));
    await press('Enter');
    await button('Set up CLI profile').click();
    await waitText('[role=status]', 'CLI profile only-admin is set up');
    expect(await page.$('dialog')).toBeNull();
    expect(await sent('popup/plan-cli-profiles')).toEqual([]);
    expect(await saves()).toMatchObject([{ whole: true, roles: [{ name: 'only-admin' }] }]);
  });

  it('of a changed organisation are offered in one quiet line', async () => {
    await open(
      popup(
        view({ cliNews: { added: 2, renamed: 0, gone: 1, form: 'older', template: '{role}-{accountId}' } }),
        complete,
      ),
    );
    await waitText('.cli-news', '2 CLI profiles to add, 1 gone');
    await button('Review').click();
    await page.waitForSelector('aria/Set up CLI profiles[role="dialog"]');
    expect(await page.$eval('#cli-name', (each) => (each as HTMLInputElement).value)).toBe('{role}-{accountId}');
    await ready('3 to add');
    expect(await sent('popup/plan-cli-profiles')).toMatchObject([{ form: 'older', whole: true }]);
    await press('Escape');
    await page.waitForSelector('dialog', { hidden: true });
    expect(await saves()).toEqual([]);
  });

  it('attack 6: names that look like markup are text in the dialog too', async () => {
    const evil = '<img src=x onerror="document.title=1">';
    await openAll([account('1'.repeat(12), evil, ['Admin', 'Read'])]);
    await ready('to add');
    expect(await page.$$eval('dialog img', (all) => all.length)).toBe(0);
    expect(await text('.cli-names')).toContain(evil);
  });
});

it('a name that the AWS CLI would ignore is answered with another one', async () => {
  const shadowed = error('PROFILE_SHADOWED', { name: 'x', what: 'an SSO profile', file: '~/.aws/config', line: 4 });
  await open(popup(view(), undefined, { 'popup/write-profile': shadowed }));
  await find('administrator');
  await chord('Control', 'Enter');
  await button('Write as team-a-dev-admin-keys').click();
  await page.waitForFunction(() => window.fake.sent.filter(({ kind }) => kind === 'popup/write-profile').length === 2);
  expect((await sent('popup/write-profile'))[1]).toMatchObject({ name: 'team-a-dev-admin-keys', replace: false });
});
