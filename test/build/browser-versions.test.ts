import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { testedBrowsers } from '../../scripts/testing/debian-browsers.ts';
import { manifestFor, OLDEST } from '../../vite.config.ts';
import { sourcesIn } from './sources.ts';

/**
 * A browser feature, and the first version of each browser that has this feature. The versions come from MDN's
 * browser-compat-data.
 */
interface Feature {
  readonly name: string;
  readonly pattern: RegExp;
  readonly chrome: number;
  readonly firefox: number;
}

/**
 * The browser features that the extension needs. The manifest contains a minimum version for each browser: the first
 * version that has all these features (docs/DECISIONS.md, 50).
 */
const NEEDED: readonly Feature[] = [
  { name: 'alarms every 30 s', pattern: /periodInMinutes: 0\.5\b/, chrome: 120, firefox: 45 },
  { name: 'cookies of a partition', pattern: /partitionKey: \{\}/, chrome: 119, firefox: 94 },
  { name: 'AbortSignal.any', pattern: /AbortSignal\.any\(/, chrome: 116, firefox: 124 },
  { name: 'ClipboardItem', pattern: /new ClipboardItem\(/, chrome: 76, firefox: 127 },
  { name: 'URL.canParse', pattern: /URL\.canParse\(/, chrome: 120, firefox: 115 },
  { name: ':has()', pattern: /:has\(/, chrome: 105, firefox: 121 },
  { name: 'findLast', pattern: /\.findLast\(/, chrome: 97, firefox: 104 },
  { name: 'storage.session', pattern: /storage\.session\b/, chrome: 102, firefox: 115 },
];
/**
 * The first version of Firefox that reads the manifest key `optional_host_permissions`. Keyferry's manifest for Firefox
 * has this key.
 */
const OPTIONAL_HOSTS = 128;

/**
 * Features that are too new for the minimum versions of the browsers. Before the extension uses such a feature, the
 * minimum versions must be raised.
 */
const TOO_NEW =
  /\bPromise\.try\(|RegExp\.escape\(|\.(fromBase64|toBase64|fromHex|toHex)\(|\bTemporal\.|Math\.sumPrecise|Error\.isError|\bURL\.parse\(|Iterator\.(from|concat)\(|\.(values|keys|entries)\(\)\s*\.(map|filter|take|drop|flatMap|reduce|toArray|forEach|some|every|find)\(|\.(isSubsetOf|isSupersetOf|isDisjointFrom|symmetricDifference)\(|Array\.fromAsync\(|\.openPopup\(|closedby=|\bclosedBy=|light-dark\(|@starting-style|anchor-name|position-anchor|interpolate-size|\bcalc-size\(|@scope\b|reading-flow/;

/** All TypeScript sources without comments, all style sheets and all pages, joined into one text. */
function shippedText(): string {
  const files = readdirSync('extension', { recursive: true, encoding: 'utf8' }).filter((path) =>
    /\.(css|html)$/.test(path),
  );
  const sheets = files.map((path) => readFileSync(join('extension', path), 'utf8'));
  return [...sourcesIn('extension', 'core').map(({ code }) => code), ...sheets].join('\n');
}

describe('the minimum browser versions', () => {
  const text = shippedText();
  const { chrome, firefox } = OLDEST;

  it('are written in the manifests', () => {
    expect(manifestFor('chrome')).toMatchObject({ minimum_chrome_version: `${chrome}` });
    expect(manifestFor('firefox')).toMatchObject({
      browser_specific_settings: { gecko: { strict_min_version: `${firefox}.0` } },
    });
  });

  it.each(NEEDED)('have the feature “$name”, which the extension uses', (feature) => {
    expect(text).toMatch(feature.pattern);
    expect(feature.chrome).toBeLessThanOrEqual(chrome);
    expect(feature.firefox).toBeLessThanOrEqual(firefox);
  });

  it('are the lowest versions that have all features that the extension uses', () => {
    expect(manifestFor('firefox')).toHaveProperty('optional_host_permissions');
    expect(chrome).toBe(Math.max(...NEEDED.map((each) => each.chrome)));
    expect(firefox).toBe(OPTIONAL_HOSTS);
  });

  it('are high enough: the extension uses no feature that only newer versions have', () => {
    expect(TOO_NEW.exec(text)?.[0]).toBeUndefined();
    expect('new Set([1]).values().map((x) => x)').toMatch(TOO_NEW);
  });

  it('are written in README, together with the tested versions', () => {
    const readme = readFileSync('README.md', 'utf8');
    expect(readme).toContain(`Chromium ${chrome}`);
    expect(readme).toContain(`Firefox ${firefox}`);
    for (const { name, major } of testedBrowsers) expect(readme).toMatch(new RegExp(`${name} [^.]*\\b${major}\\b`));
  });
});
