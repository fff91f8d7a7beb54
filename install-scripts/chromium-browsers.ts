import { type Browser, type Fact, windows } from './browser-table.ts';

/** The entry for a Chromium browser on Linux that reads manifests from its own folder. */
function linuxChromium(folder: string, programs: string[], system: string[], [source, confidence]: Fact) {
  const own = `{config}/${folder}`;
  return { folders: [own], programs, user: [`${own}/NativeMessagingHosts`], system, source, confidence };
}

/** The entry for a Chromium browser on macOS. @param also folders of other browsers that this browser may read too */
function macChromium(folder: string, system: string[], [source, confidence]: Fact, also: string[] = []) {
  const user = [folder, ...also].map((each) => `{library}/${each}/NativeMessagingHosts`);
  return { folders: [`{library}/${folder}`], programs: [], user, system, source, confidence };
}

const GOOGLE_SYSTEM = '/etc/opt/chrome/native-messaging-hosts';
const CHROMIUM_SYSTEM = '/etc/chromium/native-messaging-hosts';
const MAC_CHROME_SYSTEM = '/Library/Google/Chrome/NativeMessagingHosts';
const GOOGLE_KEY = 'Google\\Chrome';

/** Chrome and other browsers built from Chromium. */
export const chromiumBrowsers: readonly Browser[] = [
  {
    name: 'chrome',
    label: 'Google Chrome',
    flavour: 'chromium',
    places: {
      linux: linuxChromium('google-chrome', ['google-chrome', 'google-chrome-stable'], [GOOGLE_SYSTEM], ['C D W', 'H']),
      darwin: macChromium('Google/Chrome', [MAC_CHROME_SYSTEM], ['C B', 'H']),
      win32: windows(['{local}\\Google\\Chrome\\User Data'], [GOOGLE_KEY], ['C D', 'H']),
    },
  },
  {
    name: 'chrome-beta',
    label: 'Google Chrome Beta',
    flavour: 'chromium',
    places: {
      linux: linuxChromium('google-chrome-beta', ['google-chrome-beta'], [GOOGLE_SYSTEM], ['C D W', 'H']),
      darwin: macChromium('Google/Chrome Beta', [MAC_CHROME_SYSTEM], ['C B', 'H']),
      win32: windows(['{local}\\Google\\Chrome Beta\\User Data'], [GOOGLE_KEY], ['C D', 'H']),
    },
  },
  {
    name: 'chrome-dev',
    label: 'Google Chrome Dev',
    flavour: 'chromium',
    places: {
      linux: linuxChromium('google-chrome-unstable', ['google-chrome-unstable'], [GOOGLE_SYSTEM], ['C D W', 'H']),
      darwin: macChromium('Google/Chrome Dev', [MAC_CHROME_SYSTEM], ['C B', 'H']),
      win32: windows(['{local}\\Google\\Chrome Dev\\User Data'], [GOOGLE_KEY], ['C D', 'H']),
    },
  },
  {
    name: 'chrome-canary',
    label: 'Google Chrome Canary',
    flavour: 'chromium',
    places: {
      darwin: macChromium('Google/Chrome Canary', [MAC_CHROME_SYSTEM], ['C B', 'H']),
      win32: windows(['{local}\\Google\\Chrome SxS\\User Data'], [GOOGLE_KEY], ['C D', 'H']),
    },
  },
  {
    name: 'chrome-for-testing',
    label: 'Chrome for Testing',
    flavour: 'chromium',
    places: {
      linux: linuxChromium(
        'google-chrome-for-testing',
        [],
        ['/etc/opt/chrome_for_testing/native-messaging-hosts'],
        ['D', 'M'],
      ),
    },
  },
  {
    name: 'chromium',
    label: 'Chromium',
    flavour: 'chromium',
    places: {
      linux: linuxChromium('chromium', ['chromium', 'chromium-browser'], [CHROMIUM_SYSTEM], ['C D', 'H']),
      darwin: macChromium('Chromium', ['/Library/Application Support/Chromium/NativeMessagingHosts'], ['C', 'H']),
      win32: windows(['{local}\\Chromium\\User Data'], ['Chromium', GOOGLE_KEY], ['C', 'H']),
    },
  },
  {
    name: 'edge',
    label: 'Microsoft Edge',
    flavour: 'chromium',
    places: {
      linux: linuxChromium(
        'microsoft-edge',
        ['microsoft-edge', 'microsoft-edge-stable'],
        ['/etc/opt/edge/native-messaging-hosts'],
        ['D', 'H'],
      ),
      darwin: macChromium('Microsoft Edge', ['/Library/Microsoft/Edge/NativeMessagingHosts'], ['D B', 'H']),
      win32: windows(['{local}\\Microsoft\\Edge\\User Data'], ['Microsoft\\Edge'], ['D', 'H']),
    },
  },
  {
    name: 'edge-beta',
    label: 'Microsoft Edge Beta',
    flavour: 'chromium',
    places: {
      linux: linuxChromium(
        'microsoft-edge-beta',
        ['microsoft-edge-beta'],
        ['/etc/opt/edge/native-messaging-hosts'],
        ['D', 'H'],
      ),
      darwin: macChromium('Microsoft Edge Beta', ['/Library/Microsoft/Edge/NativeMessagingHosts'], ['D B', 'H']),
      win32: windows(['{local}\\Microsoft\\Edge Beta\\User Data'], ['Microsoft\\Edge'], ['D', 'H']),
    },
  },
  {
    name: 'edge-dev',
    label: 'Microsoft Edge Dev',
    flavour: 'chromium',
    places: {
      linux: linuxChromium(
        'microsoft-edge-dev',
        ['microsoft-edge-dev'],
        ['/etc/opt/edge/native-messaging-hosts'],
        ['D', 'H'],
      ),
      darwin: macChromium('Microsoft Edge Dev', ['/Library/Microsoft/Edge/NativeMessagingHosts'], ['D B', 'H']),
      win32: windows(['{local}\\Microsoft\\Edge Dev\\User Data'], ['Microsoft\\Edge'], ['D', 'H']),
    },
  },
  {
    name: 'brave',
    label: 'Brave',
    flavour: 'chromium',
    places: {
      linux: linuxChromium('BraveSoftware/Brave-Browser', ['brave-browser', 'brave'], [GOOGLE_SYSTEM], ['B K P', 'H']),
      // Some versions of Brave read manifests only from Chrome's folder, and not from Brave's own folder.
      darwin: macChromium('BraveSoftware/Brave-Browser', [MAC_CHROME_SYSTEM], ['B K P', 'M'], ['Google/Chrome']),
      win32: windows(
        ['{local}\\BraveSoftware\\Brave-Browser\\User Data'],
        ['BraveSoftware\\Brave-Browser', GOOGLE_KEY],
        ['B K W', 'M'],
      ),
    },
  },
  {
    name: 'brave-beta',
    label: 'Brave Beta',
    flavour: 'chromium',
    places: {
      linux: linuxChromium('BraveSoftware/Brave-Browser-Beta', ['brave-browser-beta'], [GOOGLE_SYSTEM], ['-', 'L']),
    },
  },
  {
    name: 'brave-nightly',
    label: 'Brave Nightly',
    flavour: 'chromium',
    places: {
      linux: linuxChromium(
        'BraveSoftware/Brave-Browser-Nightly',
        ['brave-browser-nightly'],
        [GOOGLE_SYSTEM],
        ['-', 'L'],
      ),
    },
  },
  {
    name: 'vivaldi',
    label: 'Vivaldi',
    flavour: 'chromium',
    places: {
      linux: linuxChromium(
        'vivaldi',
        ['vivaldi', 'vivaldi-stable'],
        ['/etc/opt/vivaldi/native-messaging-hosts', CHROMIUM_SYSTEM],
        ['B K P', 'M'],
      ),
      darwin: macChromium('Vivaldi', [], ['B K P', 'H']),
      win32: windows(['{local}\\Vivaldi\\User Data'], ['Vivaldi', GOOGLE_KEY], ['B K W', 'M']),
    },
  },
  {
    name: 'vivaldi-snapshot',
    label: 'Vivaldi Snapshot',
    flavour: 'chromium',
    places: {
      linux: linuxChromium(
        'vivaldi-snapshot',
        ['vivaldi-snapshot'],
        ['/etc/opt/vivaldi/native-messaging-hosts'],
        ['B', 'M'],
      ),
    },
  },
  {
    name: 'opera',
    label: 'Opera',
    flavour: 'chromium',
    places: {
      // No source is reliable. Other tools write to Chrome's or to Opera's folder. Keyferry writes to both folders.
      linux: {
        ...linuxChromium('opera', ['opera'], [GOOGLE_SYSTEM], ['P', 'L']),
        user: ['{config}/opera/NativeMessagingHosts', '{config}/google-chrome/NativeMessagingHosts'],
      },
      darwin: macChromium('com.operasoftware.Opera', [MAC_CHROME_SYSTEM], ['W', 'L'], ['Google/Chrome']),
      win32: windows(['{roaming}\\Opera Software\\Opera Stable'], [GOOGLE_KEY], ['K W', 'M']),
    },
  },
  {
    name: 'arc',
    label: 'Arc',
    flavour: 'chromium',
    places: { darwin: macChromium('Arc/User Data', [], ['P', 'M']) },
  },
  {
    name: 'helium',
    label: 'Helium',
    flavour: 'chromium',
    places: { linux: linuxChromium('net.imput.helium', ['helium'], [], ['B', 'M']) },
  },
];
