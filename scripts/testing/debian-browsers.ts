import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { canInstall } from '../debian-packages.ts';
import { browserVersion } from './versions.ts';

/** A browser version with which Keyferry is tested, according to README. */
export interface TestedBrowser {
  readonly kind: 'chrome' | 'firefox';
  readonly name: string;
  /** The major number of the version. */
  readonly major: string;
}

export const testedBrowsers: readonly TestedBrowser[] = [
  { kind: 'chrome', name: 'Chromium', major: '150' },
  { kind: 'chrome', name: 'Chromium', major: '156' },
  { kind: 'firefox', name: 'Firefox ESR', major: '140' },
  { kind: 'firefox', name: 'Firefox ESR', major: '153' },
];

/**
 * The Debian packages of each browser, and the path of the browser's program inside the packages. The version of the
 * first package counts as the browser's version.
 */
const PACKAGES = {
  chrome: { names: ['chromium', 'chromium-common'], program: 'usr/lib/chromium/chromium' },
  firefox: { names: ['firefox-esr'], program: 'usr/lib/firefox-esr/firefox-esr' },
} as const;

/** The path of the browser's program, or the reason why it cannot be used on this machine. */
export type Fetched = { readonly path: string } | { readonly reason: string };

const cacheFolder = () => join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'keyferry-browsers');

const apt = (program: string, args: readonly string[], cwd?: string) =>
  spawnSync(program, args, { cwd, encoding: 'utf8', env: { ...process.env, LC_ALL: 'C.UTF-8' } });

/** The newest version with this major number, or null. @param madison the output of `apt-cache madison` */
export function newestOf(madison: string, major: string): string | null {
  const versions = madison.split('\n').map((line) => line.split('|')[1]?.trim() ?? '');
  return versions.find((version) => version.startsWith(`${major}.`)) ?? null;
}

/** The path of the browser's program in the cache folder. Null if the folder does not contain this version. */
function unpacked({ kind, major }: TestedBrowser): string | null {
  const { names, program } = PACKAGES[kind];
  const folders = existsSync(cacheFolder()) ? readdirSync(cacheFolder()) : [];
  const paths = folders.filter((each) => each.startsWith(`${names[0]}-${major}.`)).toSorted();
  return paths.map((each) => join(cacheFolder(), each, program)).find(existsSync) ?? null;
}

/**
 * Downloads one version of a browser and unpacks it into a separate folder.
 * @throws an Error with the message of apt-get or dpkg-deb
 */
function fetchVersion({ kind }: TestedBrowser, version: string): string {
  const { names, program } = PACKAGES[kind];
  mkdirSync(cacheFolder(), { recursive: true });
  const work = mkdtempSync(join(cacheFolder(), '.fetching-'));
  const step = (command: string, ...args: string[]) => {
    const { status, stderr } = apt(command, args, work);
    if (status !== 0) throw new Error(`${command} failed: ${stderr.trim()}`);
  };
  try {
    step('apt-get', '-qq', 'download', ...names.map((name) => `${name}=${version}`));
    for (const file of readdirSync(work)) step('dpkg-deb', '-x', file, 'unpacked');
    const folder = join(cacheFolder(), `${names[0]}-${version}`);
    renameSync(join(work, 'unpacked'), folder);
    return join(folder, program);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function starts(path: string): Fetched {
  return browserVersion(path) === null ? { reason: `${path} does not start on this machine` } : { path };
}

/** Updates Debian's package lists, so that new versions of browsers are found. */
export function updatePackageLists(): void {
  if (canInstall()) apt('apt-get', ['-qq', 'update']);
}

/**
 * Finds a tested version of a browser in the user's cache folder. If it is missing, downloads it from Debian's archive
 * into this folder. The download needs root on Debian. The installed browsers do not change.
 */
export function fetchBrowser(browser: TestedBrowser): Fetched {
  const there = unpacked(browser);
  if (there) return starts(there);
  const label = `${browser.name} ${browser.major}`;
  if (!canInstall()) return { reason: `${label} is not in ${cacheFolder()}, and only root on Debian can download it` };
  const version = newestOf(apt('apt-cache', ['madison', PACKAGES[browser.kind].names[0]]).stdout, browser.major);
  if (version === null) return { reason: `Debian’s archive has no ${label} any more` };
  try {
    return starts(fetchVersion(browser, version));
  } catch (error) {
    return { reason: (error as Error).message };
  }
}
