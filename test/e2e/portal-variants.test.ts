import { readFileSync } from 'node:fs';
import type { Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readSections } from '#core/ini/document.ts';
import { portalForms } from '#core/portals/forms.ts';
import { parsePortalUrl, portalFormOf } from '#core/portals/portals.ts';
import { type PortalEmulator, startPortalEmulator } from '../portal-emulator/index.ts';
import { defaultLiveOptions } from '../portal-emulator/options.ts';
import { element, until } from '../waiting.ts';
import { allRolesLoaded, byRole, openFirst, press, retype, sees, signIn } from './rig/actions.ts';
import type { BrowserRig } from './rig/browser-rig.ts';
import { launchChromium } from './rig/chromium.ts';
import { launchFirefox } from './rig/firefox.ts';
import { aliasOf, large, slowVariants, startUrlOf, UNLOCK, type Variant, variants } from './rig/portal-rows.ts';
import { dumpStorage } from './rig/stored.ts';

const soak = Boolean(process.env.KEYFERRY_SOAK);
const launchers = { chrome: launchChromium, firefox: launchFirefox };
const all = [...variants, ...slowVariants];
const playedIn = (kind: 'chrome' | 'firefox', rows: readonly Variant[]) =>
  rows.filter(({ both, only }) => (kind === 'firefox' ? both || soak : only === undefined));
if (!soak) {
  const left = all.length - playedIn('firefox', all).length;
  console.warn(`skipped: ${left} portals in Firefox that differ in the portal alone; npm run test:soak plays them too`);
}

it('attack 36: every form of portal address is tested', () => {
  const played = variants.map(startUrlOf).map((url) => `${parsePortalUrl(url)?.partition} ${portalFormOf(url)}`);
  expect(played).toEqual(
    expect.arrayContaining(portalForms.map((form) => `${form.partition} ${form.host}${form.path}`)),
  );
});

const signOut = 'Sign in to your AWS access portal';

describe.each(['chrome', 'firefox'] as const)('every portal, from its session to a written profile, in %s', (kind) => {
  let emulator: PortalEmulator;
  let rig: BrowserRig;
  let portal: Page;
  let popup: Page;

  beforeAll(async () => {
    const more = ['rotated', 'left', 'rotated-unread', 'left-unread'].map((alias) => ({ alias }));
    emulator = await startPortalEmulator({
      portals: [...all.map((variant) => ({ alias: aliasOf(variant), ...variant.portal })), ...more],
    });
    rig = await launchers[kind]({ emulator });
  });
  afterAll(async () => {
    await rig?.close();
    await emulator?.close();
  });

  /** Signs out, so that the test of the next portal begins without a session. */
  afterEach(async () => {
    await portal.bringToFront();
    if (await portal.$('#sign-out')) await press(portal, 'button', 'Sign out');
    await popup.bringToFront();
    await sees(popup, signOut);
    await Promise.all([portal.close(), popup.close()]);
  });

  /**
   * The extension's requests to the API. Requests from the portal's own page are left out: their header Origin contains
   * an https address.
   */
  const asked = () =>
    emulator.requests.filter(({ host, origin }) => host.startsWith('portal.sso.') && !origin?.startsWith('https:'));

  async function chooseRegion(region: string): Promise<void> {
    await byRole(popup, 'combobox', 'Portal region');
    await popup.select('#region', region);
    await press(popup, 'button', 'Use this region');
  }

  /**
   * Writes the role Admin of the account sandbox as a profile.
   * @param throttled whether the portal may refuse the request; if it does, the function presses `Try again`
   */
  async function writeRole(name: string, throttled = false): Promise<void> {
    await retype(popup, '#search', 'sandbox admin');
    await openFirst(popup, /sandbox.*Admin/);
    await byRole(popup, 'textbox', 'Profile name');
    await retype(popup, '#profile-name', name);
    await press(popup, 'button', 'Write profile');
    const ready = `Profile ${name} is ready, valid until`;
    for (let tries = 0; throttled && tries < 20; tries += 1) {
      await sees(popup, new RegExp(`${ready}|asks to slow down`));
      if ((await popup.evaluate(() => document.body.textContent ?? '')).includes(ready)) return;
      await new Promise((done) => setTimeout(done, 2000));
      await press(popup, 'button', 'Try again');
    }
    await sees(popup, ready);
  }

  /** Does what a person does after the sign-in until the popup shows the list. */
  async function comeToTheList({ allow, byAddress, chosen }: Variant, startUrl: string): Promise<void> {
    if (byAddress) {
      await retype(popup, '#portal', startUrl);
      await press(popup, 'button', 'Open the portal');
    }
    if (allow === UNLOCK) await press(popup, 'button', UNLOCK);
    await press(popup, 'button', 'Use this portal');
    if (allow && allow !== UNLOCK) await press(popup, 'button', allow);
    if (chosen) await chooseRegion(chosen);
  }

  /** The number of pages of accounts that the portal has given to the extension. */
  const answeredPages = () =>
    asked().filter(
      ({ path, status }) => status === 200 && /^\/(assignment\/accounts|instance\/appinstances)$/.test(path),
    ).length;

  async function play(variant: Variant): Promise<void> {
    const faults = variant.live?.faults?.map((fault) => ({ ...fault })) ?? [];
    Object.assign(emulator.options, defaultLiveOptions, variant.live, { faults });
    emulator.clearRequests();
    const startUrl = startUrlOf(variant);
    portal = await signIn(rig, variant.portal?.from ?? startUrl);
    popup = await rig.openPopupTab();
    await comeToTheList(variant, startUrl);
    await writeRole(aliasOf(variant), (variant.live?.throttle ?? null) !== null);

    const section = readSections(readFileSync(rig.home.credentialsFile, 'utf8')).find(
      (each) => each.name === aliasOf(variant),
    );
    expect(section?.values.get('x_keyferry')).toMatch(/^1 123456789012 Admin \S+ u:[0-9a-f]{32}$/);
    expect(section?.values.get('x_keyferry')?.split(' ')[3]).toBe(startUrl);
    const requests = asked();
    const { region = 'us-east-1', partition = 'aws' } = variant.portal ?? {};
    expect(new Set(requests.map(({ host }) => host))).toEqual(new Set([apiHost(region, partition)]));
    expect(new Set(requests.map(({ method, origin }) => `${method} ${origin}`))).toEqual(new Set(['GET null']));
    // The second page of a long list may arrive only after the profile is written, so the test waits for this page.
    await expect.poll(answeredPages).toBe((variant.portal?.organisation === large ? 2 : 1) + (variant.inVain ?? 0));
    expect(requests.some(({ path }) => path.startsWith('/instance/'))).toBe(variant.listedBy === 'instance');
  }

  it.each(playedIn(kind, variants))('works with the variant $title', play);

  /**
   * Puts a new token into the cookie. Usually the portal's page sets the cookie. If pages cannot read the cookie, the
   * server sets it.
   */
  async function rotate(alias: string, cookieHttpOnly: boolean): Promise<void> {
    const token = emulator.rotateToken({ portal: alias }) ?? '';
    await portal.bringToFront();
    const assignment = emulator.cookieAssignment(token);
    const act = async (httpOnly: boolean, cookie: string, value: string) => {
      if (httpOnly) await fetch('/start/session', { method: 'POST', body: new URLSearchParams({ token: value }) });
      // biome-ignore lint/suspicious/noDocumentCookie: the portal's own page sets the cookie in this way.
      else document.cookie = cookie;
    };
    await portal.evaluate(act, cookieHttpOnly, assignment, token);
    await popup.bringToFront();
    await until(async () => (await dumpStorage(popup, 'session')).includes(token));
  }

  // The last case reads the cookie with the browser's cookie API. It needs the permission `cookies`, which the tests
  // above have granted.
  describe.each([
    { by: 'the page', cookieHttpOnly: false, suffix: '' },
    { by: 'the browser’s cookies', cookieHttpOnly: true, suffix: '-unread' },
  ])('while the popup is open, with a token from $by,', ({ cookieHttpOnly, suffix }) => {
    async function opened(alias: string): Promise<void> {
      Object.assign(emulator.options, defaultLiveOptions, { cookieHttpOnly });
      portal = await signIn(rig, `https://${alias}.awsapps.com/start`);
      popup = await rig.openPopupTab();
      await press(popup, 'button', 'Use this portal');
      await element(popup, '[role=option]');
      // The list must be complete before the token changes, because then the portal refuses requests with the old
      // token.
      await allRolesLoaded(popup);
    }

    it('attack 31: uses the new token after the portal has changed the token', async () => {
      const alias = `rotated${suffix}`;
      await opened(alias);
      await writeRole(`before-${alias}`);
      await rotate(alias, cookieHttpOnly);
      emulator.clearRequests();
      await popup.keyboard.press('Escape');
      await element(popup, '[role=option]');
      await writeRole(`after-${alias}`);
      expect(asked().filter(({ status }) => status !== 200)).toEqual([]);
    });

    it('attack 31: notices a sign-out in another tab, and requests nothing after the sign-out', async () => {
      await opened(`left${suffix}`);
      const other = await rig.browser.newPage();
      await other.goto(portal.url());
      await press(other, 'button', 'Sign out');
      await element(other, '#username');
      await popup.bringToFront();
      await sees(popup, signOut);
      expect(await popup.$('[role=option]')).toBeNull();
      emulator.clearRequests();
      await new Promise((done) => setTimeout(done, 500));
      expect(asked()).toEqual([]);
      await other.close();
      await portal.reload();
    });
  });

  const slow = playedIn(kind, slowVariants);
  if (slow.length > 0) it.each(slow)('works with the slow variant $title', play);

  it('attack 36: the page of AWS Builder ID is not treated as a portal, and causes no request', async () => {
    Object.assign(emulator.options, defaultLiveOptions);
    emulator.clearRequests();
    portal = await signIn(rig, 'https://view.awsapps.com/start', 'somebody');
    popup = await rig.openPopupTab();
    await sees(popup, signOut);
    expect(await popup.evaluate(() => document.body.textContent)).not.toContain('Use this portal');
    expect(asked()).toEqual([]);
  });
});

function apiHost(region: string, partition: string): string {
  const suffix = { 'aws-cn': 'amazonaws.com.cn', 'aws-eusc': 'amazonaws.eu' }[partition] ?? 'amazonaws.com';
  return `portal.sso.${region}.${suffix}`;
}
