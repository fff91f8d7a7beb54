import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { HOST_NAME } from '#core/identity.ts';
import { browsers, placeOf } from '../../install-scripts/browsers.ts';
import { hostManifest, MANIFEST_FILE } from '../../install-scripts/host-manifest.ts';
import { addArguments, hostKey } from '../../install-scripts/windows-registry.ts';
import { POLICY_DOMAINS, POLICY_FOLDERS, POLICY_KEYS } from '../../native-host/cli/doctor/policies.ts';

/** Pages from the makers of the browsers. The facts below were copied from these pages by hand. */
const pages = {
  chrome:
    'https://developer.chrome.com/docs/extensions/develop/concepts/native-messaging#native-messaging-host-location',
  edge: 'https://learn.microsoft.com/microsoft-edge/extensions/developer-guide/native-messaging',
  mdn: 'https://developer.mozilla.org/docs/Mozilla/Add-ons/WebExtensions/Native_manifests#manifest_location',
  opera: 'https://dev.opera.com/extensions/message-passing/',
  chromePolicies: 'https://support.google.com/chrome/a/answer/9027408',
  chromiumPolicies: 'https://www.chromium.org/administrators/linux-quick-start/',
  edgePolicies: 'https://learn.microsoft.com/deployedge/configure-microsoft-edge-on-mac',
  edgePoliciesLinux: 'https://learn.microsoft.com/deployedge/microsoft-edge-policies',
  firefoxPolicies: 'https://mozilla.github.io/policy-templates/',
} as const;

type Page = keyof typeof pages;
type System = 'linux' | 'darwin' | 'win32';

/**
 * One row for each documented place: the browser, the operating system, `user` (for one user) or `all` (for all users),
 * the folder or registry key, and the page that describes this place.
 */
const documented: readonly (readonly [string, System, 'user' | 'all', string, Page])[] = [
  ['chrome', 'win32', 'user', 'HKCU\\SOFTWARE\\Google\\Chrome\\NativeMessagingHosts', 'chrome'],
  ['chrome', 'win32', 'all', 'HKLM\\SOFTWARE\\Google\\Chrome\\NativeMessagingHosts', 'chrome'],
  ['chrome', 'darwin', 'user', '~/Library/Application Support/Google/Chrome/NativeMessagingHosts', 'chrome'],
  ['chrome', 'darwin', 'all', '/Library/Google/Chrome/NativeMessagingHosts', 'chrome'],
  ['chrome', 'linux', 'user', '~/.config/google-chrome/NativeMessagingHosts', 'chrome'],
  ['chrome', 'linux', 'all', '/etc/opt/chrome/native-messaging-hosts', 'chrome'],
  ['chrome-for-testing', 'linux', 'user', '~/.config/google-chrome-for-testing/NativeMessagingHosts', 'chrome'],
  ['chrome-for-testing', 'linux', 'all', '/etc/opt/chrome_for_testing/native-messaging-hosts', 'chrome'],
  ['chromium', 'darwin', 'user', '~/Library/Application Support/Chromium/NativeMessagingHosts', 'chrome'],
  ['chromium', 'darwin', 'all', '/Library/Application Support/Chromium/NativeMessagingHosts', 'chrome'],
  ['chromium', 'linux', 'user', '~/.config/chromium/NativeMessagingHosts', 'chrome'],
  ['chromium', 'linux', 'all', '/etc/chromium/native-messaging-hosts', 'chrome'],
  ['edge', 'win32', 'user', 'HKCU\\SOFTWARE\\Microsoft\\Edge\\NativeMessagingHosts', 'edge'],
  ['edge', 'win32', 'all', 'HKLM\\SOFTWARE\\Microsoft\\Edge\\NativeMessagingHosts', 'edge'],
  ['edge', 'darwin', 'user', '~/Library/Application Support/Microsoft Edge/NativeMessagingHosts', 'edge'],
  ['edge-beta', 'darwin', 'user', '~/Library/Application Support/Microsoft Edge Beta/NativeMessagingHosts', 'edge'],
  ['edge-dev', 'darwin', 'user', '~/Library/Application Support/Microsoft Edge Dev/NativeMessagingHosts', 'edge'],
  ['edge', 'darwin', 'all', '/Library/Microsoft/Edge/NativeMessagingHosts', 'edge'],
  ['edge', 'linux', 'user', '~/.config/microsoft-edge/NativeMessagingHosts', 'edge'],
  ['edge', 'linux', 'all', '/etc/opt/edge/native-messaging-hosts', 'edge'],
  ['firefox', 'win32', 'user', 'HKCU\\SOFTWARE\\Mozilla\\NativeMessagingHosts', 'mdn'],
  ['firefox', 'win32', 'all', 'HKLM\\SOFTWARE\\Mozilla\\NativeMessagingHosts', 'mdn'],
  ['firefox', 'darwin', 'user', '~/Library/Application Support/Mozilla/NativeMessagingHosts', 'mdn'],
  ['firefox', 'darwin', 'all', '/Library/Application Support/Mozilla/NativeMessagingHosts', 'mdn'],
  ['firefox', 'linux', 'user', '~/.mozilla/native-messaging-hosts', 'mdn'],
  ['firefox', 'linux', 'all', '/usr/lib/mozilla/native-messaging-hosts', 'mdn'],
  ['firefox', 'linux', 'all', '/usr/lib64/mozilla/native-messaging-hosts', 'mdn'],
  ['opera', 'win32', 'all', 'HKLM\\SOFTWARE\\Google\\Chrome\\NativeMessagingHosts', 'opera'],
  ['opera', 'darwin', 'all', '/Library/Google/Chrome/NativeMessagingHosts', 'opera'],
];

const hives = { user: 'HKCU', all: 'HKLM' } as const;
const placeholders: Readonly<Record<string, string>> = {
  '{home}': '~',
  '{config}': '~/.config',
  '{library}': '~/Library/Application Support',
};

/** The places of a browser in Keyferry's tables, written in the same form as on the pages of the browsers' makers. */
function placesOf(name: string, system: System, scope: 'user' | 'all'): readonly string[] {
  const browser = browsers.find((each) => each.name === name);
  const place = browser && placeOf(browser, system);
  const paths = (scope === 'user' ? place?.user : place?.system) ?? [];
  return system === 'win32'
    ? paths.map((path) => `${hives[scope]}\\${path}`)
    : paths.map((path) => path.replace(/^\{\w+\}/, (each) => placeholders[each] ?? each));
}

describe('the places for manifests that the browser makers document', () => {
  it.each(documented)(
    '%s on %s, for %s: the command `install` writes to %s (%s)',
    (name, system, scope, path, page) => {
      expect(pages[page]).toMatch(/^https:\/\//);
      const known = placesOf(name, system, scope);
      // In Windows, registry keys that differ only in upper and lower case are the same key.
      if (system === 'win32') expect(known.map((each) => each.toLowerCase())).toContain(path.toLowerCase());
      else expect(known).toContain(path);
    },
  );

  it('include each place of Chrome, Chromium, Edge and Firefox on macOS and Windows, except Chromium’s own registry keys', () => {
    const covered = documented.map(([name, system, scope, path]) => `${name} ${system} ${scope} ${path}`.toLowerCase());
    const open = ['chrome', 'chromium', 'edge', 'firefox'].flatMap((name) =>
      (['darwin', 'win32'] as const).flatMap((system) =>
        (['user', 'all'] as const).flatMap((scope) =>
          placesOf(name, system, scope)
            .map((path) => `${name} ${system} ${scope} ${path}`)
            .filter((each) => !covered.includes(each.toLowerCase())),
        ),
      ),
    );
    // Chrome's page does not mention Chromium's registry key. The source of Chromium (launch_context_win.cc) and Edge's
    // page mention this key.
    expect(open.every((each) => each.startsWith('chromium win32 '))).toBe(true);
    expect(open).toHaveLength(4);
  });
});

describe('the manifest and the registry entry as the documents describe them', () => {
  it('the host’s name has only lower-case letters, digits, underscores and dots, and the manifest file has this name', () => {
    expect(HOST_NAME).toMatch(/^[a-z0-9_]+(\.[a-z0-9_]+)*$/);
    expect(MANIFEST_FILE).toBe(`${HOST_NAME}.json`);
  });

  it.each([
    ['chromium', 'allowed_origins', /^chrome-extension:\/\/[a-p]{32}\/$/, pages.chrome],
    ['firefox', 'allowed_extensions', /^[\w.-]+@[\w.-]+$/, pages.mdn],
  ] as const)(
    'the manifest for %s has exactly the documented fields, without a wildcard',
    (flavour, list, id, page) => {
      expect(page).toMatch(/^https:/);
      const manifest = JSON.parse(hostManifest(flavour, '/opt/keyferry-host'));
      expect(Object.keys(manifest).toSorted()).toEqual([list, 'description', 'name', 'path', 'type'].toSorted());
      expect(manifest).toMatchObject({ name: HOST_NAME, path: '/opt/keyferry-host', type: 'stdio' });
      for (const each of manifest[list]) expect(each).toMatch(id);
    },
  );

  it('the command for the registry entry is the same as in Chrome’s document', () => {
    const key = `HKCU\\Software\\Google\\Chrome\\NativeMessagingHosts\\${HOST_NAME}`;
    expect(hostKey('user', 'Software\\Google\\Chrome\\NativeMessagingHosts')).toBe(key);
    const shown = ['reg', ...addArguments(key, 'C:\\path\\to\\nmh-manifest.json')].join(' ');
    expect(shown.toLowerCase()).toBe(
      `REG ADD ${key} /ve /t REG_SZ /d C:\\path\\to\\nmh-manifest.json /f`.toLowerCase(),
    );
  });
});

describe('the command `doctor` reads policies from the places that ENTERPRISE.md lists', () => {
  const enterprise = readFileSync('docs/ENTERPRISE.md', 'utf8');

  it.each([
    ['/etc/opt/chrome/policies/managed', 'chromePolicies'],
    ['/etc/chromium/policies/managed', 'chromiumPolicies'],
    ['/etc/opt/edge/policies/managed', 'edgePoliciesLinux'],
  ] as const)('%s on Linux (%s)', (folder, page) => {
    expect(pages[page]).toMatch(/^https:/);
    expect(POLICY_FOLDERS).toContain(folder.replace(/\/managed$/, ''));
    expect(enterprise).toContain(folder);
  });

  it.each([
    ['Google\\Chrome', 'chromePolicies'],
    ['Microsoft\\Edge', 'edgePoliciesLinux'],
  ] as const)('HKLM\\Software\\Policies\\%s on Windows (%s)', (key, page) => {
    expect(pages[page]).toMatch(/^https:/);
    expect(POLICY_KEYS).toContain(key);
    expect(enterprise).toContain(`HKLM\\Software\\Policies\\${key}`);
  });

  it.each([
    ['com.google.Chrome', 'chromePolicies'],
    ['com.microsoft.Edge', 'edgePolicies'],
  ] as const)('the preferences of %s on macOS (%s)', (domain, page) => {
    expect(pages[page]).toMatch(/^https:/);
    expect(POLICY_DOMAINS).toContain(domain);
    expect(enterprise).toContain(domain);
  });

  it('for Firefox: the system folder on Linux, `distribution` beside the program, and the preferences on macOS', () => {
    expect(pages.firefoxPolicies).toMatch(/^https:/);
    for (const each of ['/etc/firefox/policies/policies.json', 'distribution\\policies.json', 'org.mozilla.firefox'])
      expect(enterprise).toContain(each);
  });
});
