import { describe, expect, it } from 'vitest';
import { browsers, offeredBrowsers, placeOf } from '../../install-scripts/browsers.ts';

const systems = ['linux', 'darwin', 'win32'] as const;
const places = browsers.flatMap((browser) =>
  systems.flatMap((system) => {
    const place = placeOf(browser, system);
    return place ? [{ id: `${browser.name} on ${system}`, system, browser, place }] : [];
  }),
);

describe('the table of browsers', () => {
  it('names each browser once, in a form fit for a command line', () => {
    const names = browsers.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
  });

  it('holds every browser that Keyferry means to serve', () => {
    const wanted = ['chrome', 'chromium', 'edge', 'brave', 'vivaldi', 'opera', 'arc', 'helium'];
    const names = browsers.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining([...wanted, 'firefox', 'librewolf', 'waterfox', 'zen']));
  });

  it.each(places)('$id: says where manifests lie and on whose word', ({ system, place }) => {
    expect(place.folders.length).toBeGreaterThan(0);
    expect(place.user.length).toBeGreaterThan(0);
    expect(place.source).not.toBe('');
    const root =
      system === 'win32' ? /^Software\\(?:[\w-]+\\)+NativeMessagingHosts$/ : /^\{(?:home|config|library)\}\//;
    for (const each of place.user) expect(each).toMatch(root);
    for (const each of place.system) expect(each).toMatch(system === 'win32' ? root : /^\//);
  });

  it('never offers a row that rests on no primary source', () => {
    for (const { place } of places.filter((each) => each.place.supported)) expect(place.confidence).toBe('H');
  });

  it('offers Chrome, Chromium and Firefox on Linux, and nothing where nothing works yet', () => {
    const names = offeredBrowsers('linux').map(({ name }) => name);
    expect(names).toEqual(['chrome', 'chrome-beta', 'chrome-dev', 'chromium', 'firefox']);
    expect(offeredBrowsers('darwin')).toEqual([]);
    expect(offeredBrowsers('win32')).toEqual([]);
    expect(offeredBrowsers('sunos')).toEqual([]);
  });
});
