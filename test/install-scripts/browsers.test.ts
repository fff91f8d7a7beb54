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
  it('names each browser once, and each name can be typed at a command line', () => {
    const names = browsers.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
  });

  it('lists every browser that Keyferry supports', () => {
    const wanted = ['chrome', 'chromium', 'edge', 'brave', 'vivaldi', 'opera', 'arc', 'helium'];
    const names = browsers.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining([...wanted, 'firefox', 'librewolf', 'waterfox', 'zen']));
  });

  it.each(places)(
    '$id: has the folders for manifests, and names the source of this information',
    ({ system, place }) => {
      expect(place.folders.length).toBeGreaterThan(0);
      expect(place.user.length).toBeGreaterThan(0);
      expect(place.source).not.toBe('');
      const root =
        system === 'win32' ? /^Software\\(?:[\w-]+\\)+NativeMessagingHosts$/ : /^\{(?:home|config|library)\}\//;
      for (const each of place.user) expect(each).toMatch(root);
      for (const each of place.system) expect(each).toMatch(system === 'win32' ? root : /^\//);
    },
  );

  it('marks each entry that has no reliable source', () => {
    const marked = places.filter(({ place }) => place.confidence === 'L').map(({ id }) => id);
    expect(marked).toEqual(expect.arrayContaining(['brave-beta on linux', 'opera on linux', 'zen on linux']));
    for (const { place } of places.filter((each) => each.place.source === '-')) expect(place.confidence).toBe('L');
  });

  it('offers every browser that the table lists for an operating system, and no browser on an unknown system', () => {
    for (const system of systems) {
      const names = places.filter((each) => each.system === system).map(({ browser }) => browser.name);
      expect(offeredBrowsers(system).map(({ name }) => name)).toEqual(names);
      expect(names).toEqual(
        expect.arrayContaining(['chrome', 'chromium', 'edge', 'brave', 'vivaldi', 'opera', 'firefox']),
      );
    }
    expect(offeredBrowsers('sunos')).toEqual([]);
  });
});
