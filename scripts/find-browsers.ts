import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A browser that puppeteer can drive. `chrome` covers every Chromium. */
export interface FoundBrowser {
  readonly kind: 'chrome' | 'firefox';
  readonly name: string;
  readonly path: string;
}

interface Candidate {
  readonly kind: FoundBrowser['kind'];
  readonly name: string;
  readonly commands: readonly string[];
  readonly places: readonly string[];
}

const programs = [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA].filter(
  (folder) => folder !== undefined,
);
const onWindows = (...parts: string[]) => programs.map((folder) => join(folder, ...parts));
const onMac = (app: string) => `/Applications/${app}.app/Contents/MacOS/${app}`;

/** In the order in which they are tried. */
const candidates: readonly Candidate[] = [
  { kind: 'chrome', name: 'Chromium', commands: ['chromium', 'chromium-browser'], places: [onMac('Chromium')] },
  {
    kind: 'chrome',
    name: 'Google Chrome',
    commands: ['google-chrome', 'google-chrome-stable'],
    places: [onMac('Google Chrome'), ...onWindows('Google', 'Chrome', 'Application', 'chrome.exe')],
  },
  {
    kind: 'chrome',
    name: 'Microsoft Edge',
    commands: ['microsoft-edge', 'microsoft-edge-stable'],
    places: [onMac('Microsoft Edge'), ...onWindows('Microsoft', 'Edge', 'Application', 'msedge.exe')],
  },
  {
    kind: 'firefox',
    name: 'Firefox',
    commands: ['firefox', 'firefox-esr'],
    places: ['/Applications/Firefox.app/Contents/MacOS/firefox', ...onWindows('Mozilla Firefox', 'firefox.exe')],
  },
];

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The first executable of that name on PATH, or null. */
export function findOnPath(command: string): string | null {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return folders.map((folder) => join(folder, command)).find(isExecutable) ?? null;
}

/** The first browser of `kind` (any, when left out) on this machine, or null. */
export function findBrowser(kind?: FoundBrowser['kind']): FoundBrowser | null {
  for (const candidate of candidates.filter((each) => kind === undefined || each.kind === kind)) {
    const path = candidate.commands.map(findOnPath).find(Boolean) ?? candidate.places.find(isExecutable);
    if (path) return { kind: candidate.kind, name: candidate.name, path };
  }
  return null;
}
