import { readFileSync } from 'node:fs';
import type { Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readSections } from '#core/ini-document.ts';
import { makeOrganisation, type PortalEmulator, startPortalEmulator } from '../portal-emulator/index.ts';
import { defaultLiveOptions, type LiveOptions, type PortalDefinition } from '../portal-emulator/options.ts';
import { defaultOrganisation } from '../portal-emulator/organisation.ts';
import { byRole, press, sees, signIn } from './rig/actions.ts';
import { type ChromiumRig, launchChromium } from './rig/chromium.ts';

interface Variant {
  readonly title: string;
  readonly portal?: Omit<PortalDefinition, 'alias'>;
  readonly live?: Partial<LiveOptions>;
  /** The region that the person chooses, where the portal tells none. */
  readonly chosen?: string;
  /** How the roles are listed; by the public API where left out. */
  readonly listedBy?: 'instance';
}

const root = { path: '/' };

/** More accounts than a page holds; the one that is looked for is on the second. */
const large = makeOrganisation({ accounts: 110, rolesPerAccount: 1 });
large.accounts = [
  ...large.accounts.map((account, at) => ({ ...account, accountName: `filler-${at}` })),
  ...defaultOrganisation().accounts,
];

/** Each row is a portal of its own in one browser. */
const variants: readonly Variant[] = [
  { title: 'attack 31: a cookie that comes seconds after the page', live: { cookieDelayMs: 2500 } },
  { title: 'attack 32: region by script#env', portal: { region: 'eu-central-1' } },
  { title: 'attack 32: region by meta tag', portal: { region: 'eu-central-1' }, live: { regionBy: 'meta' } },
  {
    title: 'attack 32: region by none',
    portal: { region: 'eu-north-1' },
    live: { regionBy: 'none' },
    chosen: 'eu-north-1',
  },
  {
    title: 'attack 32: region by host name',
    portal: { ...root, host: 'ssoins-1234567890abcde0.portal.eu-west-3.app.aws', region: 'eu-west-3' },
    live: { regionBy: 'none' },
  },
  { title: 'attack 33: /assignment/* answers 401', live: { assignmentApi: 401 }, listedBy: 'instance' },
  { title: 'attack 33: /assignment/* answers 403', live: { assignmentApi: 403 }, listedBy: 'instance' },
  { title: 'attack 33: /assignment/* answers 404', live: { assignmentApi: 404 }, listedBy: 'instance' },
  {
    title: 'attack 33: two pages, the last with null',
    portal: { organisation: large },
    live: { lastPageToken: 'null' },
  },
  {
    title: 'attack 33: two pages, the last with ""',
    portal: { organisation: large },
    live: { lastPageToken: 'empty' },
  },
  {
    title: 'attack 33: two pages, the last without a token',
    portal: { organisation: large },
    live: { lastPageToken: 'absent' },
  },
  {
    title: 'attack 33: pages of 98 of /instance/*',
    portal: { organisation: large },
    live: { assignmentApi: 403 },
    listedBy: 'instance',
  },
  { title: 'attack 35: throttled at 3 requests a second', live: { throttle: { ratePerSecond: 3, burst: 3 } } },
  {
    title: 'attack 35: bursts refused, with Retry-After',
    live: { throttle: { ratePerSecond: 20, burst: 1, retryAfterSeconds: 1 } },
  },
  { title: 'attack 34: an extension’s Origin is refused', live: { refuseExtensionOrigins: true } },
  {
    title: 'attack 36: <id>.<region>.portal.amazonaws.com',
    portal: { ...root, host: 'ssoins-1234567890abcde1.eu-west-1.portal.amazonaws.com', region: 'eu-west-1' },
  },
  {
    title: 'attack 36: GovCloud, a directory',
    portal: {
      host: 'start.us-gov-home.awsapps.com',
      path: '/directory/acme',
      region: 'us-gov-west-1',
      partition: 'aws-us-gov',
    },
  },
  {
    title: 'attack 36: GovCloud, a directory at a region’s host',
    portal: {
      host: 'start.us-gov-east-1.us-gov-home.awsapps.com',
      path: '/directory/d-1234567890',
      region: 'us-gov-east-1',
      partition: 'aws-us-gov',
    },
    live: { regionBy: 'none' },
  },
  {
    title: 'attack 36: China, a directory',
    portal: {
      host: 'start.home.awsapps.cn',
      path: '/directory/d-1234567890',
      region: 'cn-north-1',
      partition: 'aws-cn',
    },
  },
  {
    title: 'attack 36: China, the new host',
    portal: {
      ...root,
      host: 'ssoins-1234567890abcde2.cn-northwest-1.portal.amazonaws.com.cn',
      region: 'cn-northwest-1',
      partition: 'aws-cn',
    },
    live: { regionBy: 'none' },
  },
  {
    title: 'attack 36: the European Sovereign Cloud',
    portal: {
      ...root,
      host: 'ssoins-1234567890abcde3.portal.eusc-de-east-1.api.amazonwebservices.eu',
      region: 'eusc-de-east-1',
      partition: 'aws-eusc',
    },
  },
];

const aliasOf = (variant: Variant) => `variant-${variants.indexOf(variant)}`;
const startUrlOf = (variant: Variant) => {
  const { host = `${aliasOf(variant)}.awsapps.com`, path = '/start' } = variant.portal ?? {};
  return `https://${host}${path.replace(/\/$/, '')}`;
};

describe('every portal, from its session to a written profile', () => {
  let emulator: PortalEmulator;
  let rig: ChromiumRig;
  let portal: Page;
  let popup: Page;

  beforeAll(async () => {
    emulator = await startPortalEmulator({
      portals: [...variants.map((variant) => ({ alias: aliasOf(variant), ...variant.portal })), { alias: 'rotated' }],
    });
    rig = await launchChromium({ emulator });
  }, 60_000);
  afterAll(async () => {
    await rig?.close();
    await emulator?.close();
  });

  /** The next portal finds no other session. */
  afterEach(async () => {
    await portal.bringToFront();
    await press(portal, 'button', 'Sign out');
    await popup.bringToFront();
    await sees(popup, 'Sign in to your AWS access portal');
    await Promise.all([portal.close(), popup.close()]);
  });

  /** What the extension asked of the API; the page's own requests carry an Origin. */
  const asked = () =>
    emulator.requests.filter(({ host, origin }) => host.startsWith('portal.sso.') && !origin?.startsWith('https:'));

  async function chooseRegion(region: string): Promise<void> {
    await byRole(popup, 'combobox', 'Portal region');
    await popup.select('#region', region);
    await press(popup, 'button', 'Use this region');
  }

  /** @param throttled the portal may refuse the click itself: then it says so, and trying again is the next step. */
  async function writeRole(name: string, throttled = false): Promise<void> {
    // The list redraws while roles come: nothing in it is held on to.
    await popup.locator('#search').fill('sandbox admin');
    await popup.waitForFunction(
      () => {
        const active = document.querySelector('#search')?.getAttribute('aria-activedescendant');
        return /sandbox.*Admin/.test(document.getElementById(active ?? '')?.getAttribute('aria-label') ?? '');
      },
      { timeout: 10_000 },
    );
    await popup.keyboard.press('Enter');
    const field = await byRole(popup, 'textbox', 'Profile name');
    await field.click({ count: 3 });
    await field.type(name);
    await press(popup, 'button', 'Write profile');
    const ready = `Profile ${name} is ready, valid until`;
    for (let tries = 0; throttled && tries < 5; tries += 1) {
      await sees(popup, new RegExp(`${ready}|asks to slow down`));
      if ((await popup.evaluate(() => document.body.textContent ?? '')).includes(ready)) return;
      await new Promise((done) => setTimeout(done, 2000));
      await press(popup, 'button', 'Try again');
    }
    await sees(popup, ready);
  }

  it.each(variants)('$title', async (variant) => {
    Object.assign(emulator.options, defaultLiveOptions, variant.live);
    emulator.clearRequests();
    const startUrl = startUrlOf(variant);
    portal = await signIn(rig, startUrl);
    popup = await rig.openPopupTab();
    await press(popup, 'button', 'Use this portal');
    if (variant.chosen) await chooseRegion(variant.chosen);
    await writeRole(aliasOf(variant), (variant.live?.throttle ?? null) !== null);

    const section = readSections(readFileSync(rig.home.credentialsFile, 'utf8')).find(
      (each) => each.name === aliasOf(variant),
    );
    expect(section?.values.get('x_keyferry')).toBe(`1 123456789012 Admin ${startUrl}`);
    const requests = asked();
    const { region = 'us-east-1', partition = 'aws' } = variant.portal ?? {};
    expect(new Set(requests.map(({ host }) => host))).toEqual(new Set([apiHost(region, partition)]));
    expect(new Set(requests.map(({ method, origin }) => `${method} ${origin}`))).toEqual(new Set(['GET null']));
    const pages = requests.filter(({ path }) => /^\/(assignment\/accounts|instance\/appinstances)$/.test(path));
    const answered = pages.filter(({ status }) => status === 200);
    expect(answered).toHaveLength(variant.portal?.organisation === large ? 2 : 1);
    expect(requests.some(({ path }) => path.startsWith('/instance/'))).toBe(variant.listedBy === 'instance');
  });

  it('attack 31: a token that changes while the popup is open', async () => {
    Object.assign(emulator.options, defaultLiveOptions);
    const startUrl = 'https://rotated.awsapps.com/start';
    portal = await signIn(rig, startUrl);
    popup = await rig.openPopupTab();
    await press(popup, 'button', 'Use this portal');
    await writeRole('before');
    const token = emulator.rotateToken({ portal: 'rotated' }) ?? '';
    await portal.bringToFront();
    await portal.evaluate((cookie) => {
      // biome-ignore lint/suspicious/noDocumentCookie: the portal's own page does it so.
      document.cookie = cookie;
    }, emulator.cookieAssignment(token));
    await popup.bringToFront();
    emulator.clearRequests();
    await popup.keyboard.press('Escape');
    await popup.waitForSelector('[role=option]');
    await writeRole('after');
    expect(asked().every(({ status }) => status === 200)).toBe(true);
  });

  it('attack 36: Builder ID’s portal is none: nothing is offered, nothing is asked', async () => {
    Object.assign(emulator.options, defaultLiveOptions);
    emulator.clearRequests();
    portal = await signIn(rig, 'https://view.awsapps.com/start', 'somebody');
    popup = await rig.openPopupTab();
    await sees(popup, 'Sign in to your AWS access portal');
    expect(await popup.evaluate(() => document.body.textContent)).not.toContain('Use this portal');
    expect(asked()).toEqual([]);
  });
});

function apiHost(region: string, partition: string): string {
  const suffix = { 'aws-cn': 'amazonaws.com.cn', 'aws-eusc': 'amazonaws.eu' }[partition] ?? 'amazonaws.com';
  return `portal.sso.${region}.${suffix}`;
}
