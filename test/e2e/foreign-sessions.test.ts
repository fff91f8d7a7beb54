import type { Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type PortalEmulator, startPortalEmulator } from '../portal-emulator/index.ts';
import { element, until } from '../waiting.ts';
import { press, sees, signIn } from './rig/actions.ts';
import type { BrowserRig } from './rig/browser-rig.ts';
import { launchChromium } from './rig/chromium.ts';
import { launchFirefox } from './rig/firefox.ts';
import { workerView } from './rig/worker-view.ts';

const launchers = { chrome: launchChromium, firefox: launchFirefox };
const root = { path: '/', region: 'eu-west-1' };
const gov = { host: 'start.us-gov-home.awsapps.com', region: 'us-gov-west-1', partition: 'aws-us-gov' };
const APP = 'portal.eu-west-1.app.aws';
const AMAZON = 'eu-west-1.portal.amazonaws.com';

const portals = [
  { alias: 'demo' },
  { alias: 'neighbour' },
  { alias: 'alpha', ...gov, path: '/directory/alpha' },
  { alias: 'beta', ...gov, path: '/directory/beta' },
  { alias: 'ssoins-1111111111111111', ...root, host: `ssoins-1111111111111111.${APP}` },
  { alias: 'ssoins-2222222222222222', ...root, host: `ssoins-2222222222222222.${APP}` },
  { alias: 'ssoins-3333333333333333', ...root, host: `ssoins-3333333333333333.${AMAZON}` },
  { alias: 'ssoins-4444444444444444', ...root, host: `ssoins-4444444444444444.${AMAZON}` },
];

/**
 * Cookies that a sibling host of the portal sets for a parent domain. The browser sends such a cookie to the portal
 * too. Each row contains the domain and the path of one cookie.
 */
const tossed = [
  { alias: 'ssoins-1111111111111111', sibling: `ssoins-2222222222222222.${APP}`, domain: APP, path: '/' },
  {
    alias: 'ssoins-1111111111111111',
    sibling: `ssoins-2222222222222222.${APP}`,
    domain: 'eu-west-1.app.aws',
    path: '/',
  },
  { alias: 'ssoins-1111111111111111', sibling: `ssoins-2222222222222222.${APP}`, domain: 'app.aws', path: '/' },
  { alias: 'ssoins-3333333333333333', sibling: `ssoins-4444444444444444.${AMAZON}`, domain: AMAZON, path: '/' },
  {
    alias: 'ssoins-3333333333333333',
    sibling: `ssoins-4444444444444444.${AMAZON}`,
    domain: 'portal.amazonaws.com',
    path: '/',
  },
  {
    alias: 'ssoins-3333333333333333',
    sibling: `ssoins-4444444444444444.${AMAZON}`,
    domain: 'amazonaws.com',
    path: '/',
  },
  // In `document.cookie`, a cookie with a longer path comes first.
  { alias: 'alpha', sibling: `${gov.host}/directory/beta`, domain: gov.host, path: '/directory/alpha' },
];

const setCookie = (page: Page, text: string) =>
  page.evaluate((cookie) => {
    // biome-ignore lint/suspicious/noDocumentCookie: the portal's own page sets the cookie in this way.
    document.cookie = cookie;
  }, text);

function startUrlOf(alias: string): string {
  const portal: { readonly alias: string; readonly host?: string; readonly path?: string } | undefined = portals.find(
    (each) => each.alias === alias,
  );
  return `https://${portal?.host ?? `${alias}.awsapps.com`}${(portal?.path ?? '/start').replace(/^\/$/, '')}`;
}

describe.each(['chrome', 'firefox'] as const)('with sessions that are not the portal’s own, in %s,', (kind) => {
  let emulator: PortalEmulator;
  let rig: BrowserRig;

  beforeAll(async () => {
    emulator = await startPortalEmulator({ portals });
    rig = await launchers[kind]({ emulator });
  });
  afterAll(async () => {
    await rig?.close();
    await emulator?.close();
  });
  /**
   * Each test begins without sessions and with one tab. The function deletes the cookies and loads the portal's page.
   * The page then shows the sign-in form, so Keyferry ends the session of this portal.
   */
  afterEach(async () => {
    const [first, ...others] = await rig.browser.pages();
    await Promise.all(others.map((page) => page.close()));
    const popup = await rig.openPopupTab();
    await first?.bringToFront();
    for (const { alias } of portals) {
      await first?.goto(startUrlOf(alias));
      if (first) await clearCookies(first);
      await first?.reload();
      await until(async () => {
        const { sessions = [] } = (await workerView(popup)) ?? {};
        return !sessions.some(({ startUrl }) => startUrl === startUrlOf(alias));
      });
    }
    await popup.close();
  });

  /** Removes the session cookies that the page can read: those of the page's host and of every parent domain. */
  async function clearCookies(page: Page): Promise<void> {
    const labels = new URL(page.url()).hostname.split('.');
    for (let at = 0; at < labels.length - 1; at += 1) {
      for (const path of ['/', '/directory/alpha']) {
        const domain = labels.slice(at).join('.');
        await setCookie(page, `x-amz-sso_authn=; domain=.${domain}; path=${path}; max-age=0; secure`);
        await setCookie(page, `x-amz-sso_authn=; path=${path}; max-age=0; secure`);
      }
    }
  }

  /**
   * The extension's requests with the sessions whose label begins with `label`. Requests that only ask for the name of
   * the user are left out.
   */
  const usedOf = (label: string) =>
    emulator.requests.filter(
      ({ session, origin, path }) =>
        session?.startsWith(label) && !origin?.startsWith('https:') && path !== '/token/whoAmI' && path !== '/logout',
    );

  async function inUse(alias: string, user = 'ann'): Promise<{ portal: Page; popup: Page }> {
    const portal = await signIn(rig, startUrlOf(alias), user);
    const popup = await rig.openPopupTab();
    await press(popup, 'button', 'Use this portal');
    await element(popup, '[role=option]');
    return { portal, popup };
  }

  it('attack 48: a second directory on the same host is a new portal, and its session is used only after a click on “Use this portal”', async () => {
    const { popup: before } = await inUse('alpha');
    emulator.clearRequests();
    await signIn(rig, startUrlOf('beta'), 'mallory');
    await before.close();
    const popup = await rig.openPopupTab();
    await sees(popup, startUrlOf('beta'));
    expect(await popup.$('[role=option]')).toBeNull();
    expect(usedOf('beta/')).toEqual([]);
    await press(popup, 'button', 'Use this portal');
    await element(popup, '[role=option]');
    expect(usedOf('beta/').length).toBeGreaterThan(0);
  });

  it('attack 48: a second directory that shows a sign-in form has no session; Keyferry still uses the first directory', async () => {
    const { popup: before } = await inUse('alpha', 'cid');
    const form = await rig.browser.newPage();
    await form.goto(startUrlOf('beta'));
    await element(form, '#username');
    await before.close();
    const popup = await rig.openPopupTab();
    await element(popup, '[role=option]');
    expect(await popup.evaluate(() => document.body.textContent)).not.toContain('beta');
  });

  it.each(tossed)(
    'attack 49: Keyferry uses no cookie that a sibling host has set for $domain and path $path',
    async (row) => {
      const token = emulator.signIn({ portal: row.alias, user: 'una' });
      const sibling = await rig.browser.newPage();
      await sibling.goto(`https://${row.sibling}`);
      const forParent = `domain=.${row.domain}; path=${row.path}; secure`;
      // In the first round, the foreign cookie is older than the portal's own cookie. In the second round, it is newer.
      for (const isOlder of [true, false]) {
        const toss = () =>
          setCookie(
            sibling,
            `x-amz-sso_authn=${emulator.signIn({ portal: row.alias, user: 'mallory' })}; ${forParent}`,
          );
        if (isOlder) await toss();
        const portal = await rig.browser.newPage();
        await portal.goto(startUrlOf(row.alias));
        await setCookie(portal, emulator.cookieAssignment(token));
        if (!isOlder) await toss();
        emulator.clearRequests();
        await portal.reload();
        const popup = await rig.openPopupTab();
        await sees(popup, 'Two different sign-ins for one portal');
        expect(usedOf(row.alias)).toEqual([]);
        await setCookie(sibling, `x-amz-sso_authn=; max-age=0; ${forParent}`);
        await portal.bringToFront();
        await portal.reload();
        await popup.bringToFront();
        await sees(popup, 'Use this portal');
        await clearCookies(portal);
        await Promise.all([portal.close(), popup.close()]);
      }
    },
  );

  it('attack 50: the popup shows a new user of a confirmed portal, and uses the new user’s session only after a click on “Use this portal”', async () => {
    const { portal, popup } = await inUse('demo');
    emulator.clearRequests();
    await portal.bringToFront();
    await setCookie(portal, emulator.cookieAssignment(emulator.signIn({ portal: 'demo', user: 'bob' })));
    await popup.bringToFront();
    await sees(popup, 'Another user of your portal');
    await sees(popup, startUrlOf('demo'));
    await sees(popup, /signed in as [0-9a-f]{10}-/);
    expect(await popup.$('[role=option]')).toBeNull();
    expect(usedOf('demo/bob')).toEqual([]);
    await press(popup, 'button', 'Use this portal');
    await element(popup, '[role=option]');
    expect(usedOf('demo/bob').length).toBeGreaterThan(0);
  });
});
