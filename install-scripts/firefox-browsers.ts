import { type Browser, windows } from './browser-table.ts';

/** Firefox and other browsers built from it. */
export const firefoxBrowsers: readonly Browser[] = [
  {
    name: 'firefox',
    label: 'Firefox',
    flavour: 'firefox',
    places: {
      linux: {
        // Since version 147, Firefox creates profiles in ~/.config/mozilla, but still reads manifests from ~/.mozilla.
        folders: ['{home}/.mozilla/firefox', '{config}/mozilla/firefox'],
        programs: ['firefox', 'firefox-esr'],
        user: ['{home}/.mozilla/native-messaging-hosts'],
        system: ['/usr/lib/mozilla/native-messaging-hosts', '/usr/lib64/mozilla/native-messaging-hosts'],
        source: 'D (NativeManifests.sys.mjs)',
        confidence: 'H',
      },
      darwin: {
        folders: ['{library}/Firefox'],
        programs: [],
        user: ['{library}/Mozilla/NativeMessagingHosts'],
        system: ['/Library/Application Support/Mozilla/NativeMessagingHosts'],
        source: 'D',
        confidence: 'H',
      },
      win32: windows(['{roaming}\\Mozilla\\Firefox'], ['Mozilla'], ['D (NativeManifests.sys.mjs)', 'H']),
    },
  },
  {
    name: 'librewolf',
    label: 'LibreWolf',
    flavour: 'firefox',
    places: {
      linux: {
        folders: ['{home}/.librewolf'],
        programs: ['librewolf'],
        user: ['{home}/.librewolf/native-messaging-hosts'],
        system: ['/usr/lib/librewolf/native-messaging-hosts'],
        source: 'P W',
        confidence: 'M',
      },
      darwin: {
        folders: ['{library}/librewolf'],
        programs: [],
        user: ['{library}/librewolf/NativeMessagingHosts'],
        system: [],
        source: 'P',
        confidence: 'M',
      },
      win32: windows(['{roaming}\\librewolf'], ['Mozilla'], ['D', 'M']),
    },
  },
  {
    name: 'waterfox',
    label: 'Waterfox',
    flavour: 'firefox',
    places: {
      linux: {
        folders: ['{home}/.waterfox'],
        programs: ['waterfox'],
        user: ['{home}/.waterfox/native-messaging-hosts'],
        system: ['/usr/lib/waterfox/native-messaging-hosts'],
        source: 'D P W',
        confidence: 'H',
      },
    },
  },
  {
    name: 'zen',
    label: 'Zen',
    flavour: 'firefox',
    places: {
      // No source mentions Zen. According to Gecko's source code, every browser built from Firefox reads manifests from
      // ~/.mozilla.
      linux: {
        folders: ['{home}/.zen'],
        programs: ['zen-browser', 'zen'],
        user: ['{home}/.mozilla/native-messaging-hosts'],
        system: ['/usr/lib/mozilla/native-messaging-hosts'],
        source: '-',
        confidence: 'L',
      },
      darwin: {
        folders: ['{library}/zen'],
        programs: [],
        // According to Gecko's source code, Zen reads manifests from the folder Mozilla. Bitwarden writes its manifest
        // to the folder Zen. Keyferry writes to both folders.
        user: ['{library}/Mozilla/NativeMessagingHosts', '{library}/Zen/NativeMessagingHosts'],
        system: ['/Library/Application Support/Mozilla/NativeMessagingHosts'],
        source: 'D B',
        confidence: 'M',
      },
      win32: windows(['{roaming}\\zen'], ['Mozilla'], ['D', 'M']),
    },
  },
  {
    name: 'tor-browser',
    label: 'Tor Browser',
    flavour: 'firefox',
    places: {
      linux: {
        folders: ['{home}/.local/share/torbrowser'],
        programs: [],
        user: [
          '{home}/.local/share/torbrowser/tbb/x86_64/tor-browser/Browser/TorBrowser/Data/Browser/.mozilla/native-messaging-hosts',
        ],
        system: [],
        source: 'K',
        confidence: 'L',
      },
    },
  },
];
