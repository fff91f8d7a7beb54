import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PortalEmulator, startPortalEmulator } from '../portal-emulator/index.ts';
import { element, noElement, until, untilIn } from '../waiting.ts';
import { byRole, findOption, listingIsOver, press, sees, signIn } from './rig/actions.ts';
import { type ChromiumRig, launchChromium } from './rig/chromium.ts';
import { type ManyRoles, openWithManyRoles } from './rig/many-roles.ts';
import { listingComplete } from './rig/worker-view.ts';

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

/** What a screen reader can read about the list: the options that are in the page, and the active option. */
const told = (page: Page) =>
  page.evaluate(() => {
    const list = document.querySelector('[role=listbox]');
    const place = document.querySelector('.roles')?.getBoundingClientRect();
    const options = [...(list?.querySelectorAll('[role=option]') ?? [])];
    const at = (option: Element) => Number(option.getAttribute('aria-posinset'));
    const seen = (option: Element) => {
      const { top, bottom } = option.getBoundingClientRect();
      return place !== undefined && top >= place.top && bottom <= place.bottom;
    };
    const id = document.querySelector('#search')?.getAttribute('aria-activedescendant') ?? '';
    const active = document.getElementById(id);
    return {
      sizes: [...new Set(options.map((each) => each.getAttribute('aria-setsize')))],
      positions: options.map(at),
      seen: options.filter(seen).map(at),
      selected: options.filter((each) => each.getAttribute('aria-selected') === 'true').map(at),
      active: active ? at(active) : null,
      activeSeen: active !== null && seen(active),
      name: active?.getAttribute('aria-label') ?? '',
    };
  });

/**
 * Waits until this option is active and visible. This may take a moment while the size of the popup's window changes.
 */
const activeAt = (page: Page, option: number) =>
  until(async () => {
    const list = await told(page);
    return list.active === option && list.activeSeen ? list : null;
  });

async function chord(page: Page, key: 'End' | 'Home'): Promise<void> {
  await page.keyboard.down('Control');
  await page.keyboard.press(key);
  await page.keyboard.up('Control');
}

const rises = (numbers: readonly number[]) => numbers.every((each, at) => at === 0 || each > (numbers[at - 1] ?? 0));

describe('a list of 5,000 roles in the real popup', () => {
  let many: ManyRoles;
  let popup: Page;

  beforeAll(async () => {
    many = await openWithManyRoles();
    await many.tab.close();
    popup = await many.rig.openActionPopup();
    await element(popup, '[aria-setsize="5000"]');
  });
  afterAll(() => many?.close());

  it('numbers the roles from first to last; the document contains only a few of the roles at a time', async () => {
    const first = await activeAt(popup, 1);
    expect(first).toMatchObject({ sizes: ['5000'], selected: [1] });
    expect(first.positions.length).toBeLessThan(120);
    await chord(popup, 'End');
    const last = await activeAt(popup, 5000);
    expect(last).toMatchObject({ sizes: ['5000'], selected: [5000] });
    expect(last.seen.at(-1)).toBe(5000);
    expect(rises(last.positions)).toBe(true);
    await chord(popup, 'Home');
    await activeAt(popup, 1);
  });

  it('still shows the active role when the popup becomes lower, unless the person has scrolled away from this role', async () => {
    await untilIn(popup, () => (document.querySelector('.popup')?.clientHeight ?? 0) <= innerHeight);
    // The test reduces the height of the popup's content, but not the height of the body. If the height of the body
    // changed too, the browser would change the window in several steps, and the popup would adapt to each step.
    const before = await popup.evaluate(() => {
      document.body.style.minHeight = `${document.body.clientHeight}px`;
      return document.body.clientHeight;
    });
    const height = (px: number) =>
      popup.$eval('.popup', (page, room) => (page as HTMLElement).style.setProperty('--room', room), `${px}px`);
    const { seen } = await activeAt(popup, 1);
    for (let n = 2; n <= seen.length; n += 1) await popup.keyboard.press('ArrowDown');
    const { active } = await activeAt(popup, seen.length);
    await height(before - 200);
    const lower = await until(async () => {
      const list = await told(popup);
      return list.seen.length < seen.length && list.activeSeen ? list : null;
    });
    expect(lower).toMatchObject({ active, selected: [active] });
    await popup.$eval('.roles', (list) => list.scrollTo(0, list.scrollHeight / 2));
    await height(before - 260);
    const middle = await until(async () => {
      const { seen: rows } = await told(popup);
      return rows.length > 0 && rows.length < lower.seen.length ? rows : null;
    });
    expect(middle[0]).toBeGreaterThan(2000);
    await popup.$eval('.popup', (page) => page.removeAttribute('style'));
    await popup.evaluate(() => document.body.removeAttribute('style'));
    await chord(popup, 'Home');
    await activeAt(popup, 1);
  });

  it('makes another role active after PageDown or PageUp, shows this role, and names it with its account', async () => {
    for (let n = 1; n <= 30; n += 1) {
      await popup.keyboard.press('PageDown');
      const { selected, name } = await activeAt(popup, 1 + 10 * n);
      expect(selected).toEqual([1 + 10 * n]);
      expect(name).toMatch(/^[a-z]+-[a-z]+-\d+, \d{12}, \w+/);
    }
    for (let n = 0; n < 30; n += 1) await popup.keyboard.press('PageUp');
    await activeAt(popup, 1);
  });

  it('shows roles at every scroll position; the active role is always in the document', async () => {
    for (const share of [0.25, 0.5, 0.75]) {
      await popup.$eval('.roles', (list, part) => list.scrollTo(0, part * list.scrollHeight), share);
      const drawn = async () => {
        const list = await told(popup);
        return Math.abs((list.seen[0] ?? 0) - share * 5000) < 20 && list.seen.length > 6 ? list : null;
      };
      const { sizes, active, positions } = await until(drawn);
      expect(sizes).toEqual(['5000']);
      expect(rises(positions)).toBe(true);
      expect(active).toBe(1);
    }
    await popup.keyboard.press('ArrowDown');
    await activeAt(popup, 2);
  });

  it('shows only found roles during a search, and shows all roles again after Escape', async () => {
    await popup.keyboard.type('ledger readonly');
    await sees(popup, /\d+ roles found/);
    const { sizes, active, name } = await told(popup);
    expect(Number(sizes[0])).toBeLessThan(200);
    expect([active, name]).toEqual([1, expect.stringMatching(/^ledger-.*ReadOnly/)]);
    await popup.keyboard.press('Escape');
    await element(popup, '[aria-setsize="5000"]');
  });

  it('is loaded until the user clicks “Stop”, also after a restart of the worker, but slowly while the popup is closed', async () => {
    const asked = () => many.emulator.countOf('/assignment/roles');
    const last20 = () =>
      many.emulator.requests.filter(({ path, method }) => path === '/assignment/roles' && method === 'GET').slice(-20);
    const api = `https://portal.sso.${many.emulator.region}.amazonaws.com/`;
    await popup.close();
    popup = await many.rig.openPopupTab();
    await press(popup, 'button', 'Refresh the list');
    await sees(popup, /\d of 1000/);
    await press(popup, 'button', 'Stop');
    await sees(popup, /stopped at \d+ of 1000/);
    // Some requests of the worker may still be on their way to the portal. The browser sends the next request after all
    // of these. So when the next request is answered, the portal has received all requests of the worker.
    await popup.evaluate((url) => fetch(url, { mode: 'no-cors' }).catch(() => null), api);
    await listingIsOver(many.emulator);
    const before = asked();
    await many.rig.stopWorker();
    await popup.reload();
    await sees(popup, /stopped at \d+ of 1000/);
    await pause(1000);
    expect(asked()).toBe(before);
    await press(popup, 'button', 'Resume');
    await byRole(popup, 'button', 'Stop');
    // After Resume, the worker may first request more pages of accounts. So the test waits until the worker requests
    // roles.
    await until(() => asked() > before + 5);
    await many.rig.stopWorker();
    const stopped = asked();
    // Because the popup is open, the browser starts the worker again. The worker then continues the listing without a
    // click.
    await until(() => asked() > stopped + 5);
    await popup.close();
    // With a closed popup, the worker sends 3 requests a second, so 20 requests take more than 6 s. With an open popup,
    // 20 requests take at most 2 s. The worker notices a little late that the popup was closed. So the test waits until
    // the last 20 requests took more than 5 s.
    const closed = asked();
    await until(() => {
      const [first, ...others] = last20();
      return asked() >= closed + 20 && (others.at(-1)?.time ?? 0) - (first?.time ?? 0) > 5000;
    });
  });
});

describe('a list that has changed', () => {
  let emulator: PortalEmulator;
  let rig: ChromiumRig;
  beforeAll(async () => {
    emulator = await startPortalEmulator();
    rig = await launchChromium({ emulator, host: false });
    await signIn(rig, emulator.startUrl);
  });
  afterAll(async () => {
    await rig?.close();
    await emulator?.close();
  });

  it('shows which roles are new and which are gone, until the user marks the changes as seen', async () => {
    const popup = await rig.openPopupTab();
    await press(popup, 'button', 'Use this portal');
    await findOption(popup, /sandbox.*Admin/);
    await listingComplete(popup);
    await element(popup, '[aria-label="Refresh the list"]:not([aria-disabled="true"])');
    emulator.organisation.removeRole('123456789012', 'Admin');
    const fresh = { accountId: '345678901234', accountName: 'newcomer', emailAddress: '', roles: ['Reader'] };
    emulator.organisation.accounts = [...emulator.organisation.accounts, fresh];
    await press(popup, 'button', 'Refresh the list');
    await press(popup, 'button', '1 new, 1 gone');
    await sees(popup, /New.*newcomer Reader.*Gone.*sandbox Admin/);
    await findOption(popup, /newcomer, 345678901234, Reader, new$/);
    expect(
      await popup.$$eval('[role=option]', (all) => all.map((each) => each.getAttribute('aria-label'))),
    ).not.toContain('sandbox, 123456789012, Admin');
    await press(popup, 'button', 'Mark as seen');
    await noElement(popup, '.list-changes');
    await popup.reload();
    await findOption(popup, /newcomer, 345678901234, Reader$/);
  });
});
