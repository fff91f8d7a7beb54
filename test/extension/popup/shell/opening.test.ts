import { describe, expect, it } from 'vitest';
import { indexKey, VIEW_KEY } from '#core/protocol/messages.ts';
import { untilIn } from '../../../waiting.ts';
import {
  ADMIN,
  active,
  answer,
  button,
  chord,
  copied,
  find,
  open,
  page,
  press,
  sent,
  store,
  text,
  waitSent,
  waitText,
} from '../driven-page.ts';
import {
  account,
  accounts,
  EXPIRATION,
  error,
  NOW,
  ok,
  other,
  popup,
  profiles,
  session,
  view,
} from '../preview/fixtures.ts';

describe('the opening of the popup', () => {
  /**
   * Waits until the browser has drawn two more frames.
   * @returns the sum of all layout shifts
   */
  const shifts = () =>
    page.evaluate(async () => {
      let sum = 0;
      const add = (entries: PerformanceEntryList) => {
        for (const each of entries) sum += (each as unknown as { value: number }).value;
      };
      const observer = new PerformanceObserver((list) => add(list.getEntries()));
      observer.observe({ type: 'layout-shift', buffered: true });
      for (let frame = 0; frame < 2; frame++)
        await new Promise((next) => requestAnimationFrame(() => setTimeout(next)));
      add(observer.takeRecords());
      return sum;
    });

  it('is tested with a method that really finds a moved element', async () => {
    await open();
    await page.waitForSelector('.outcome');
    // The browser compares two frames to find elements that have moved. So it must draw the first frame before the
    // change.
    await shifts();
    await page.evaluate(() => document.querySelector('header')?.style.setProperty('margin-bottom', '40px'));
    await expect.poll(shifts).toBeGreaterThan(0.01);
  });

  it.each([
    ['a list', view()],
    ['a list with profiles', view({ profiles })],
    ['withheld access', view({ withheld: ['https://portal.sso.eu-west-1.amazonaws.com'] })],
    ['a failed listing', view({ listing: { phase: 'failed', done: 2, total: 6, error: error('OFFLINE') } })],
    ['a new portal', view({ sessions: [session(), other] })],
    ['a missing host', view({ host: { state: 'failed', error: error('HOST_MISSING') } })],
  ])('moves no element after the popup has first shown %s', async (_, shown) => {
    await open(popup(shown));
    await waitSent('popup/load-roles');
    // The text “load roles” changes to “loading roles”, so a small movement is allowed. A banner that appears late
    // would move the page a hundred times more.
    expect(await shifts()).toBeLessThan(0.001);
  });
});

describe('the popup', () => {
  it.each([
    [1, '12 min left'],
    [-12 * 60_000 - 1, 'session ended'],
  ])(
    'shows the time left or the end of the session even if the worker never answers (end in 12 minutes and %i ms)',
    async (on, left) => {
      const expiresAt = NOW + 12 * 60_000 + on;
      await open({ ...popup(view({ sessions: [session({ expiresAt })] })), answers: {} });
      expect(await text('header .left')).toContain(left);
    },
  );

  it('shows the stored list even if the worker never answers', async () => {
    await open({ ...popup(view()), answers: {} });
    expect(await page.$(`[aria-label="${ADMIN}"]`)).not.toBeNull();
  });

  it('shows new roles and the progress when the worker stores them, and keeps the active row', async () => {
    await open(popup(view(), [account('1'.repeat(12), 'a', null), account('2'.repeat(12), 'b', ['Admin'])]));
    await press('ArrowDown');
    const list = [account('1'.repeat(12), 'a', ['Read', 'Write']), account('2'.repeat(12), 'b', ['Admin'])];
    await store('local', indexKey(session().key), { session: session().key, listedAt: 1, accounts: list });
    await page.waitForSelector('[aria-label$=", Write"]');
    expect(await active()).toContain(', Admin');
    await store('session', VIEW_KEY, view({ listing: { phase: 'listing', done: 2, total: 9, error: null } }));
    await waitText('.progress', '2 of 9');
  });

  it('reacts to keyboard keys and to changes in storage as soon as the popup is visible', async () => {
    await open({ ...popup(view()), answers: {} });
    const stopped = view({ listing: { phase: 'stopped', done: 2, total: 9, error: null } });
    await page.evaluateOnNewDocument(
      (key, value) => {
        new MutationObserver((_, observer) => {
          if (!document.querySelector('#search')) return;
          observer.disconnect();
          document.dispatchEvent(new KeyboardEvent('keydown', { key: '?' }));
          window.fake.store('session', key, value);
        }).observe(document, { childList: true, subtree: true });
      },
      VIEW_KEY,
      stopped as object,
    );
    await page.reload();
    await waitText('.progress', 'stopped at 2 of 9');
    await page.waitForSelector('.help');
  });

  /**
   * Checks that the popup first requests the roles of the visible accounts, and later only the roles of a new account.
   */
  const eachOnlyOnce = async () => {
    await waitSent('popup/load-roles');
    const index = {
      session: session().key,
      listedAt: 1,
      accounts: [...accounts, account('121212121212', 'sand', null)],
    };
    await store('local', indexKey(session().key), index);
    await find('sand');
    await waitSent('popup/load-roles', 2);
    expect(await sent('popup/load-roles')).toEqual([
      { session: session().key, accountIds: ['444455556666'] },
      { session: session().key, accountIds: ['121212121212'] },
    ]);
  };

  it('requests the roles of the accounts that are visible in the list, but of each account only once', async () => {
    await open();
    await eachOnlyOnce();
  });

  it('requests the roles of each account only once, even if the browser draws the first frame late', async () => {
    await open();
    // Preact runs effects after the browser has drawn a frame. If the browser draws no frame, Preact runs the effects
    // after 35 ms (RAF_TIMEOUT). In this test, the browser draws no frame, and the test changes the 35 ms to 600 ms.
    await page.evaluateOnNewDocument(() => {
      const later = window.setTimeout;
      const slow = (task: () => void, ms?: number) => later(task, ms === 35 ? 600 : ms);
      Object.assign(window, { requestAnimationFrame: () => 0, setTimeout: slow });
    });
    await page.reload();
    await untilIn(page, () => window.fake.sent.some(({ kind }) => kind === 'popup/open'));
    await eachOnlyOnce();
  });

  it('notices that the missing native host was installed; until then it repeats only the request to connect to the host', async () => {
    await open(popup(view({ host: { state: 'failed', error: error('HOST_MISSING') } })));
    await waitText('.host-hint', 'npx keyferry install');
    // The popup sends this message again every few seconds, so there may be more than one.
    await untilIn(page, () => window.fake.sent.some(({ kind }) => kind === 'popup/retry-host'));
    await store('session', VIEW_KEY, view());
    await page.waitForSelector('.host-hint', { hidden: true });
    expect(await sent('popup/open')).toHaveLength(1);
  });

  it('shows only one message about the missing host', async () => {
    const missing = error('HOST_MISSING');
    await open(
      popup(view({ host: { state: 'failed', error: missing } }), accounts, { 'popup/write-profile': missing }),
    );
    await find('administrator');
    await press('Enter');
    await page.waitForSelector('.host-hint');
    await chord('Control', 'Enter');
    await waitText('.outcome .copy-line', 'npx keyferry install');
    expect(await page.$('.host-hint')).toBeNull();
  });

  it('shows a hint of one line about the missing host, and never again after the user dismissed it', async () => {
    const fixture = popup(view({ host: { state: 'failed', error: error('HOST_MISSING') } }));
    await open(fixture);
    await waitText('.host-hint', 'npx keyferry install');
    expect(await page.$eval('.host-hint', (each) => each.clientHeight)).toBeLessThan(40);
    await button('Dismiss').click();
    await page.waitForSelector('.host-hint', { hidden: true });
    const { hostHintDismissed } = await page.evaluate(() => window.browser.storage.local.get('hostHintDismissed'));
    expect(hostHintDismissed).toBe(true);
    await page.browserContext().close();
    await open({ ...fixture, local: { ...fixture.local, hostHintDismissed } });
    await page.waitForSelector('[role=option]');
    expect(await page.$('.host-hint')).toBeNull();
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

  it('gives the focus to the copy button on a role’s card if the native host is missing, so that Enter copies keys', async () => {
    await open(popup(view({ host: { state: 'failed', error: error('HOST_MISSING') } })));
    await find('administrator');
    await press('Enter');
    await page.waitForSelector('#profile-name');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Copy for Bash');
    expect(await page.$$eval('.card .primary', (all) => all.map((each) => each.textContent))).toEqual(['Bash']);
    await press('Enter');
    await waitText('[role=status]', 'Copied');
    expect((await copied())[0]).toContain('export AWS_ACCESS_KEY_ID="ASIAKEYFERRYEXAMPLE1"');
  });

  it('attack 8: shows an error if the worker was stopped, and the button “Try again” works', async () => {
    await open(popup(view(), accounts, { 'popup/write-profile': null }));
    await find('administrator');
    await press('Enter');
    await page.waitForSelector('#profile-name');
    await press('Enter');
    await waitText('[role=alert]', 'The browser stopped Keyferry');
    await answer('popup/write-profile', ok({ name: 'team-a-dev-admin', expiration: EXPIRATION }));
    await button('Try again').click();
    await waitText('[role=status]', 'is ready');
    expect(await text('[role=alert]')).toBe('');
  });
});
