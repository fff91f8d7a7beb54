import { describe, expect, it } from 'vitest';
import { portalPagePatterns } from '#core/portals/portals.ts';
import { untilIn } from '../../../waiting.ts';
import { button, chord, copied, focused, open, opened, page, press, requested, sent } from '../driven-page.ts';
import { accounts, locked, lockedInNewRegion, ok, other, popup, session, view } from '../preview/fixtures.ts';

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
    expect(await requested()).toEqual([['https://portal.sso.eu-west-1.amazonaws.com/*']]);
  });

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
    await untilIn(page, () => window.fake.opened.length > 0);
    expect(await opened()).toEqual([startUrl]);
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
    await chord('Alt', 'KeyI');
    await page.waitForSelector('dialog[open]');
    const shown = await page.$$eval('dialog dt', (terms) =>
      terms.map((term) => `${term.textContent}: ${term.nextElementSibling?.textContent}`),
    );
    expect(shown).toHaveLength(10);
    await button('Copy report').click();
    await untilIn(page, () => window.fake.copied.length > 0);
    const [report] = await copied();
    expect(report).toBe(['Keyferry, about this portal', ...shown, ''].join('\n'));
    await press('Escape');
    await untilIn(page, () => document.querySelector('dialog') === null);
    expect(await focused()).toBe('search');
  });

  it('opens the portal that is named', async () => {
    await open(popup(view({ sessions: [], current: null })));
    await page.type('#portal', 'demo');
    await press('Enter');
    expect(await opened()).toEqual(['https://demo.awsapps.com/start']);
  });

  it('sets the region that is chosen', async () => {
    await open(popup(view({ sessions: [session({ region: null })] }), accounts, { 'popup/set-region': ok(view()) }));
    await page.select('#region', 'eu-central-1');
    await button('Use this region').click();
    await page.waitForSelector('#search');
    expect(await sent('popup/set-region')).toEqual([{ session: session().key, region: 'eu-central-1' }]);
  });
});
