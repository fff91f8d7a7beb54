import { describe, expect, it } from 'vitest';
import { indexKey, VIEW_KEY } from '#core/protocol/messages.ts';
import {
  ADMIN,
  active,
  answer,
  button,
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
import { account, accounts, error, NOW, ok, other, popup, profiles, session, view } from '../preview/fixtures.ts';

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

  it('has a way to see what moves', async () => {
    await open();
    await page.waitForSelector('.outcome');
    await page.evaluate(() => document.querySelector('header')?.style.setProperty('margin-bottom', '40px'));
    expect(await shifts()).toBeGreaterThan(0.01);
  });

  it('draws the list before the code of the card is there', async () => {
    // Long enough for a busy machine to look.
    await open({ ...popup(view()), slow: { ...slow, ms: 5000 } });
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
    await waitSent('popup/load-roles');
    await find('sand');
    await new Promise((rest) => setTimeout(rest, 400));
    expect(await sent('popup/load-roles')).toEqual([{ session: session().key, accountIds: ['444455556666'] }]);
  });

  it('notices an installed host by itself', async () => {
    await open(popup(view({ host: { state: 'failed', error: error('HOST_MISSING') } })));
    await waitText('.host-banner', 'npx keyferry install');
    await answer('popup/open', ok(view()));
    await page.waitForSelector('.host-banner', { hidden: true });
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
