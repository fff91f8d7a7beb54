import { describe, expect, it } from 'vitest';
import { portalPagePatterns } from '#core/portals/portals.ts';
import { untilIn } from '../../../waiting.ts';
import { button, chord, copied, focused, open, opened, page, press, requested, sent } from '../driven-page.ts';
import { accounts, locked, lockedInNewRegion, ok, other, popup, session, view } from '../preview/fixtures.ts';

describe('screens about portals and sign-in', () => {
  const signedOut = view({ sessions: [], current: null });
  const ended = session({ expired: true, expiresAt: 0 });

  it.each([
    ['no session', signedOut, ''],
    ['a portal used before', { ...signedOut, sessions: [ended] }, 'Open hidden-corp'],
    ['a session that ended', view({ sessions: [ended] }), 'Open hidden-corp'],
    [
      'a confirmed portal',
      { ...signedOut, known: [{ startUrl: ended.startUrl, label: ended.label }] },
      'Open hidden-corp',
    ],
    ['a tab older than the install', { ...signedOut, staleTab: true }, 'Reload the portal tab'],
  ])('give the focus to the control for the next step (%s)', async (_, shown, name) => {
    await open(popup(shown));
    await page.waitForSelector('[data-first]');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe(name);
    if (name === '') expect(await focused()).toBe('portal');
  });

  it('never give the focus to the button that confirms a portal', async () => {
    await open(popup(view({ sessions: [other], current: null })));
    await button('Use this portal').wait();
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('BODY');
  });

  it('show one line for all withheld addresses that differ only in the region', async () => {
    const withheld = portalPagePatterns();
    await open(popup(view({ sessions: [], current: null, withheld })));
    await button('Allow access').wait();
    const named = await page.$$eval('.origins code', (codes) => codes.map((code) => code.textContent));
    expect(named).toContain('*.portal.<region>.app.aws');
    expect(named).toHaveLength(11);
  });

  it('ask the browser for withheld access as soon as the user clicks “Allow access”', async () => {
    await open(popup(view({ sessions: [], current: null, withheld: ['https://portal.sso.eu-west-1.amazonaws.com'] })));
    await button('Allow access').click();
    expect(await requested()).toEqual([['https://portal.sso.eu-west-1.amazonaws.com/*']]);
  });

  const none = { sessions: [], current: null };

  it('attack 31: ask only for the permission to read cookies if the content script cannot read the session cookie', async () => {
    const shown = view({ ...none, locked: [locked()] });
    await open({ ...popup(shown, [], { 'popup/want-portal': ok(view()) }), allows: true });
    await button('Allow reading this portal’s sign-in').click();
    expect(await requested()).toEqual([['cookies']]);
    await page.waitForSelector('#search');
    expect(await sent('popup/want-portal')).toEqual([{ startUrl: locked().startUrl, wanted: true }]);
  });

  it('do not ask for the permission to read cookies if the user clicks “Not now”', async () => {
    const shown = view({ ...none, locked: [locked()] });
    await open(popup(shown, [], { 'popup/want-portal': ok(view(none)) }));
    await button('Not now').click();
    await page.waitForSelector('#portal');
    expect(await sent('popup/want-portal')).toEqual([{ startUrl: locked().startUrl, wanted: false }]);
    expect(await requested()).toEqual([]);
  });

  it('attack 36: ask for access to the two addresses of a portal in a region that Keyferry does not know, and then open the portal', async () => {
    const { startUrl } = lockedInNewRegion;
    const shown = view({ ...none, locked: [lockedInNewRegion] });
    await open({ ...popup(view(none), [], { 'popup/want-portal': ok(shown) }), allows: true });
    await page.type('#portal', `${startUrl}/#/`);
    await press('Enter');
    await button('Allow reading this portal’s sign-in').click();
    expect(await requested()).toEqual([['cookies', `${startUrl}/*`, 'https://portal.sso.eu-future-9.amazonaws.com/*']]);
    await untilIn(page, () => window.fake.opened.length > 0);
    expect(await opened()).toEqual([startUrl]);
  });

  it('attack 44: ask only for access to the address of the portal’s API if the page names a region that Keyferry does not know', async () => {
    const shown = view({ sessions: [session({ region: null, newRegion: 'eu-future-9' })] });
    await open({ ...popup(shown, [], { 'popup/set-region': ok(view()) }), allows: true });
    await button('Allow and use eu-future-9').click();
    expect(await requested()).toEqual([['https://portal.sso.eu-future-9.amazonaws.com/*']]);
    await page.waitForSelector('#search');
    expect(await sent('popup/set-region')).toEqual([{ session: session().key, region: 'eu-future-9' }]);
  });

  it('show the facts about a portal after Alt+I, and the copied report contains exactly these facts', async () => {
    await open(popup(view()));
    await page.waitForSelector('#search');
    await chord('Alt', 'KeyI');
    await page.waitForSelector('dialog[open]');
    const shown = await page.$$eval('dialog dt', (terms) =>
      terms.map((term) => `${term.textContent}: ${term.nextElementSibling?.textContent}`),
    );
    expect(shown).toHaveLength(10);
    await button('Copy report').click();
    await untilIn(page, () => window.fake.copied.length > 0);
    const [report] = await copied();
    expect(report).toBe(['Keyferry’s report about this portal', ...shown, ''].join('\n'));
    await press('Escape');
    await untilIn(page, () => document.querySelector('dialog') === null);
    expect(await focused()).toBe('search');
  });

  it('open the portal whose name the user types', async () => {
    await open(popup(view({ sessions: [], current: null })));
    await page.type('#portal', 'demo');
    await press('Enter');
    expect(await opened()).toEqual(['https://demo.awsapps.com/start']);
  });

  it('send the region that the user chooses to the worker', async () => {
    await open(popup(view({ sessions: [session({ region: null })] }), accounts, { 'popup/set-region': ok(view()) }));
    await page.select('#region', 'eu-central-1');
    await button('Use this region').click();
    await page.waitForSelector('#search');
    expect(await sent('popup/set-region')).toEqual([{ session: session().key, region: 'eu-central-1' }]);
  });
});
