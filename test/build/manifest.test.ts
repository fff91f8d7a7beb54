import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { chromiumIds, firefoxId } from '#core/identity.ts';
import { partitions, portalApiPatterns, portalPagePatterns } from '#core/portals/portals.ts';
import { EVALUATION, foreignImports, NETWORK, usesOf } from './built-code.ts';

const REGION = /(?<=\.)[a-z]{2,4}(-[a-z]+)+-\d(?=\.)/;
/**
 * This list is written by hand. So if Keyferry supports a new form of portal address, a person must add it here too.
 */
const HOSTS = [
  'https://*.awsapps.com/start*',
  'https://*.<region>.portal.amazonaws.com/',
  'https://*.<region>.portal.amazonaws.com/?*',
  'https://*.portal.<region>.app.aws/',
  'https://*.portal.<region>.app.aws/?*',
  'https://start.us-gov-home.awsapps.com/directory/*',
  'https://start.<region>.us-gov-home.awsapps.com/directory/*',
  'https://start.home.awsapps.cn/directory/*',
  'https://start.<region>.home.awsapps.cn/directory/*',
  'https://*.<region>.portal.amazonaws.com.cn/',
  'https://*.<region>.portal.amazonaws.com.cn/?*',
  'https://*.portal.<region>.app.amazonwebservices.com.cn/',
  'https://*.portal.<region>.app.amazonwebservices.com.cn/?*',
  'https://*.<region>.portal.amazonaws.eu/',
  'https://*.<region>.portal.amazonaws.eu/?*',
  'https://*.portal.<region>.api.amazonwebservices.eu/',
  'https://*.portal.<region>.api.amazonwebservices.eu/?*',
  'https://portal.sso.<region>.amazonaws.com/*',
  'https://portal.sso.<region>.amazonaws.com.cn/*',
  'https://portal.sso.<region>.amazonaws.eu/*',
];

const browsers = ['chrome', 'firefox'] as const;
const read = (browser: string) => JSON.parse(readFileSync(`dist/${browser}/manifest.json`, 'utf8'));
const filesOf = (browser: string) =>
  readdirSync(`dist/${browser}`, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

/** All file names in the manifest. The package must contain these files. */
function namedFiles(value: unknown): string[] {
  if (typeof value === 'string') return /^[\w./-]+\.(js|html|png|json|css)$/.test(value) ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(namedFiles);
}

describe.each(browsers)('the built extension for %s', (browser) => {
  const manifest = read(browser);

  it('attack 30: asks for exactly the permissions that this test lists', () => {
    expect(manifest.permissions.toSorted()).toEqual(['alarms', 'nativeMessaging', 'storage']);
    // The permission `cookies` is optional. The popup asks for it only if a portal's page may not read its own cookie
    // (docs/DECISIONS.md, 35).
    expect(manifest.optional_permissions).toEqual(['notifications', 'cookies']);
    expect(manifest.host_permissions.toSorted()).toEqual([...portalPagePatterns(), ...portalApiPatterns()].toSorted());
    // Each pattern ends with a domain of AWS. The popup asks for one exact origin at a time (docs/DECISIONS.md, 36).
    expect(manifest.optional_host_permissions).toEqual([
      'https://*.amazonaws.com/*',
      'https://*.amazonaws.com.cn/*',
      'https://*.amazonaws.eu/*',
      'https://*.app.aws/*',
      'https://*.us-gov-home.awsapps.com/*',
      'https://*.home.awsapps.cn/*',
      'https://*.app.amazonwebservices.com.cn/*',
      'https://*.api.amazonwebservices.eu/*',
    ]);
  });

  it('attack 30: has permission for exactly the hosts that this test lists', () => {
    const shapes = (manifest.host_permissions as string[]).map((each) => each.replace(REGION, '<region>'));
    expect([...new Set(shapes)].toSorted()).toEqual(HOSTS.toSorted());
  });

  it('attack 30: has only one content script, which runs only on addresses of portal pages', () => {
    expect(manifest.content_scripts).toHaveLength(1);
    expect(manifest.content_scripts[0].matches).toEqual(portalPagePatterns());
    expect(manifest.content_scripts[0].exclude_matches).toEqual(['https://view.awsapps.com/*']);
    expect(manifest.content_scripts[0].all_frames).toBeUndefined();
  });

  it('attack 30: makes nothing accessible to pages or other extensions', () => {
    for (const key of ['web_accessible_resources', 'externally_connectable', 'sandbox', 'content_scripts_world']) {
      expect(manifest[key]).toBeUndefined();
    }
  });

  it('lets its pages load only its own files, and connect only to AWS', () => {
    const policy: string = manifest.content_security_policy.extension_pages;
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(policy).not.toMatch(/unsafe|blob:|http:|\*(?!\.amazonaws\.(?:com|com\.cn|eu)(?: |;))/);
    const allowed = /connect-src ([^;]+)/.exec(policy)?.[1]?.split(' ') ?? [];
    for (const [name, { dnsSuffix }] of Object.entries(partitions)) {
      expect(allowed, `${name} must stay reachable`).toContain(`https://*.${dnsSuffix}`);
    }
  });

  it('contains every file that the manifest names', () => {
    const named = namedFiles(manifest);
    expect(named.length).toBeGreaterThan(8);
    expect(named.filter((file) => !existsSync(join('dist', browser, file)))).toEqual([]);
    expect(existsSync(join('dist', browser, '_locales/en/messages.json'))).toBe(true);
  });

  const scripts = filesOf(browser)
    .filter((file) => file.endsWith('.js'))
    .map((file) => [file, readFileSync(file, 'utf8')] as const);
  const inScripts = (look: (script: string) => string[]) =>
    scripts.flatMap(([file, script]) => look(script).map((found) => `${file}: ${found}`));

  it('attack 30: contains no source map, no eval and no remote script', () => {
    expect(scripts.length).toBeGreaterThan(4);
    expect(inScripts((script) => usesOf(EVALUATION, script))).toEqual([]);
    expect(inScripts(foreignImports)).toEqual([]);
    const texts = filesOf(browser).filter((file) => /\.(js|html|css)$/.test(file));
    expect(texts.filter((file) => readFileSync(file, 'utf8').includes('sourceMappingURL'))).toEqual([]);
    expect(filesOf(browser).filter((file) => file.endsWith('.map'))).toEqual([]);
    const pages = filesOf(browser).filter((file) => file.endsWith('.html'));
    expect(pages.length).toBeGreaterThan(1);
    for (const page of pages) {
      const html = readFileSync(page, 'utf8');
      const tags = html.match(/<script\b[^>]*>/g) ?? [];
      expect(tags.length, page).toBeGreaterThan(0);
      for (const tag of tags) expect(tag, page).toMatch(/ src="\/[\w./-]+"/);
      expect(html, page).not.toMatch(/<script\b[^>]*>[^<]|\son\w+=/);
    }
  });

  it('sends network requests from one place only: the AWS SDK adds no second place', () => {
    expect(scripts.flatMap(([, script]) => usesOf(NETWORK, script))).toEqual(['fetch']);
  });

  it('has the same version as package.json', () => {
    expect(manifest.version).toBe(JSON.parse(readFileSync('package.json', 'utf8')).version);
  });
});

describe('the extension’s id', () => {
  it('in the unpacked Chromium build is the id that the host expects', () => {
    const digest = createHash('sha256')
      .update(Buffer.from(read('chrome').key, 'base64'))
      .digest('hex')
      .slice(0, 32);
    const id = digest.replace(/./g, (hex) => String.fromCharCode(97 + Number.parseInt(hex, 16)));
    expect(chromiumIds).toContain(id);
  });

  it('in the Firefox build is the id that the host expects', () => {
    expect(read('firefox').browser_specific_settings.gecko.id).toBe(firefoxId);
  });
});
