import { delimiter, join } from 'node:path';
import { isExecutable } from '../native-host/data-folder/executable.ts';

/** A browser that puppeteer can drive. `chrome` means any browser based on Chromium. */
export interface FoundBrowser {
  readonly kind: 'chrome' | 'firefox';
  readonly name: string;
  /** The browser's name in `keyferry install --browser NAME`. */
  readonly id: string;
  readonly path: string;
}

interface Candidate {
  readonly kind: FoundBrowser['kind'];
  readonly name: string;
  readonly id: string;
  readonly commands: readonly string[];
  readonly places: readonly string[];
  /**
   * An environment variable that contains the path of the browser's program. This path is tried before all other paths.
   */
  readonly variable?: string;
}

const programs = [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA].filter(
  (folder) => folder !== undefined,
);
const onWindows = (...parts: string[]) => programs.map((folder) => join(folder, ...parts));
const onMac = (app: string) => `/Applications/${app}.app/Contents/MacOS/${app}`;

/** The browsers that puppeteer can drive. They are tried in this order. */
const candidates: readonly Candidate[] = [
  {
    kind: 'chrome',
    name: 'Chromium',
    id: 'chromium',
    commands: ['chromium', 'chromium-browser'],
    places: [onMac('Chromium')],
    variable: 'KEYFERRY_TEST_CHROMIUM',
  },
  {
    kind: 'chrome',
    name: 'Google Chrome',
    id: 'chrome',
    commands: ['google-chrome', 'google-chrome-stable'],
    places: [onMac('Google Chrome'), ...onWindows('Google', 'Chrome', 'Application', 'chrome.exe')],
  },
  {
    kind: 'chrome',
    name: 'Microsoft Edge',
    id: 'edge',
    commands: ['microsoft-edge', 'microsoft-edge-stable'],
    places: [onMac('Microsoft Edge'), ...onWindows('Microsoft', 'Edge', 'Application', 'msedge.exe')],
  },
  {
    kind: 'chrome',
    name: 'Brave',
    id: 'brave',
    commands: ['brave-browser', 'brave'],
    places: [onMac('Brave Browser'), ...onWindows('BraveSoftware', 'Brave-Browser', 'Application', 'brave.exe')],
  },
  {
    kind: 'firefox',
    name: 'Firefox',
    id: 'firefox',
    commands: ['firefox', 'firefox-esr'],
    places: ['/Applications/Firefox.app/Contents/MacOS/firefox', ...onWindows('Mozilla Firefox', 'firefox.exe')],
    variable: 'KEYFERRY_TEST_FIREFOX',
  },
];

/** The path of the first executable file with this name in the folders of PATH, or null. */
export function findOnPath(command: string): string | null {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return folders.map((folder) => join(folder, command)).find(isExecutable) ?? null;
}

/**
 * Lists all browsers that puppeteer can drive. Each browser is listed with its path on this machine, or with null if
 * the browser is not installed.
 */
export function knownBrowsers(): readonly (Omit<FoundBrowser, 'path'> & { readonly path: string | null })[] {
  return candidates.map(({ kind, name, id, commands, places, variable }) => {
    const chosen = variable && process.env[variable];
    const path = chosen || (commands.map(findOnPath).find(Boolean) ?? places.find(isExecutable) ?? null);
    return { kind, name, id, path };
  });
}

/**
 * Finds the first installed browser of this kind. Without `kind`, finds a browser of any kind. Null if no such browser
 * is installed.
 */
export function findBrowser(kind?: FoundBrowser['kind']): FoundBrowser | null {
  const found = knownBrowsers().filter((each): each is FoundBrowser => each.path !== null);
  return found.find((each) => kind === undefined || each.kind === kind) ?? null;
}
