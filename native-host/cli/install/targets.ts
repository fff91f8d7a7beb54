import { existsSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { KeyferryError } from '#core/errors.ts';
import { type Browser, browsers, type Flavour, offeredBrowsers, placeOf } from '../../../install-scripts/browsers.ts';
import { sandboxedBrowsers, sandboxSentence } from '../../../install-scripts/sandboxed-browsers.ts';
import { hostKey } from '../../../install-scripts/windows-registry.ts';
import { isExecutable } from '../../data-folder/executable.ts';
import { dataFolder, expandPlace } from '../../data-folder/places.ts';
import type { CommandIo } from '../../terminal/io.ts';
import { unknownBrowsers } from './unknown-browsers.ts';

/** A folder in which a browser looks for Keyferry's manifest. */
export interface Target {
  readonly browser: string;
  readonly flavour: Flavour;
  readonly folder: string;
  /** On Windows: the registry key that contains the path of the manifest. */
  readonly key?: string;
  /** Whether the browser's documentation or source code mentions this folder. */
  readonly proven: boolean;
}

/** A browser that Keyferry found but does not register, and the reason. */
export interface Skipped {
  readonly browser: string;
  readonly why: string;
}

/** The browsers to register, and the browsers that are left out. */
export interface Chosen {
  readonly targets: readonly Target[];
  readonly skipped: readonly Skipped[];
}

function targetsOf(browser: Browser, io: CommandIo): Target[] {
  const place = placeOf(browser, io.platform);
  const { label, flavour } = browser;
  const scope = io.everyone ? 'system' : 'user';
  const shared = { browser: label, flavour, proven: place?.confidence !== 'L' };
  return (place?.[scope] ?? []).map((path) =>
    io.platform === 'win32'
      ? { ...shared, folder: manifestFolder(dataFolder(io), flavour), key: hostKey(scope, path) }
      : { ...shared, folder: expandPlace(path, io) },
  );
}

/**
 * The folder of the manifests on Windows. On Windows, a manifest may be in any folder, so Keyferry uses a folder beside
 * the program.
 */
export function manifestFolder(folder: string, flavour: Flavour): string {
  return join(folder, 'manifests', flavour);
}

function isOnPath(program: string, { env }: CommandIo): boolean {
  return (env.PATH ?? '').split(delimiter).some((folder) => folder !== '' && isExecutable(join(folder, program)));
}

/**
 * Whether Keyferry should register this browser. True if this user has started the browser. With --system, also true if
 * the browser is installed.
 */
function isWanted(browser: Browser, io: CommandIo): boolean {
  return wasStarted(browser, io) || (io.everyone === true && isInstalled(browser, io));
}

function isInstalled(browser: Browser, io: CommandIo): boolean {
  return placeOf(browser, io.platform)?.programs.some((each) => isOnPath(each, io)) ?? false;
}

/** Whether this user has ever started a browser. A browser creates its own folder when it starts. */
export function wasStarted(browser: Browser, io: CommandIo): boolean {
  return placeOf(browser, io.platform)?.folders.some((folder) => existsSync(expandPlace(folder, io))) ?? false;
}

/** Browsers inside a sandbox. They cannot be registered. Each entry says what the user can do instead. */
function sandboxed({ platform, home }: CommandIo): Skipped[] {
  if (platform !== 'linux') return [];
  return sandboxedBrowsers
    .filter(({ folder }) => existsSync(join(home, folder)))
    .map((browser) => ({ browser: `${browser.label} (${browser.sandbox})`, why: sandboxSentence(browser) }));
}

/**
 * Browsers that Keyferry's tables do not list. If Firefox is registered, browsers built from Firefox are left out,
 * because they read Firefox's manifest.
 */
function unknown(io: CommandIo): Skipped[] {
  const found = io.everyone ? [] : unknownBrowsers(io);
  return found.map(({ name, folder, command }) => ({
    browser: name,
    why: `Keyferry does not know this browser, and its profiles are in ${folder}; to install Keyferry for it, run \`${command}\``,
  }));
}

function detected(io: CommandIo): Chosen {
  const offered = offeredBrowsers(io.platform);
  const wanted = offered.filter((browser) => isWanted(browser, io));
  const installed = offered.filter((browser) => !wanted.includes(browser) && isInstalled(browser, io));
  return {
    targets: withoutRepeats(wanted.flatMap((browser) => targetsOf(browser, io))),
    skipped: [
      ...installed.map(({ label, name }) => ({
        browser: label,
        why: `this browser was never started here; \`--browser ${name}\` registers it anyway`,
      })),
      ...sandboxed(io),
      ...unknown(io),
    ],
  };
}

function browserNamed(name: string, io: CommandIo): Browser {
  const offered = offeredBrowsers(io.platform);
  const found = offered.find((browser) => browser.name === name);
  if (found) return found;
  const known = browsers.some((browser) => browser.name === name);
  const names = offered.map((browser) => browser.name).join(', ') || 'none';
  const why = known
    ? `Keyferry does not support ${name} on this system`
    : `Keyferry knows no browser ${JSON.stringify(name)}`;
  throw new KeyferryError('USAGE', { why: `${why}; choose one of ${names}` });
}

/**
 * The folder for the manifest inside one Chromium profile (the folder that `--user-data-dir` sets). Firefox does not
 * read manifests from a profile.
 */
function profileFolder(profileDir: string, named: readonly Browser[], io: CommandIo): Target[] {
  if (io.platform === 'win32') {
    throw new KeyferryError('USAGE', {
      why: 'Browsers on Windows read the registry, not a profile; leave out --profile-dir',
    });
  }
  if (io.everyone)
    throw new KeyferryError('USAGE', {
      why: '--profile-dir is for one user and --system for all; leave out one of the two',
    });
  const firefox = named.find(({ flavour }) => flavour === 'firefox');
  if (firefox) {
    const why = `${firefox.label} reads manifests from the home folder, not from a profile; set HOME instead of --profile-dir`;
    throw new KeyferryError('USAGE', { why });
  }
  const folder = join(resolve(profileDir), 'NativeMessagingHosts');
  return [{ browser: named[0]?.label ?? 'Chromium profile', flavour: 'chromium', folder, proven: true }];
}

function withoutRepeats(targets: readonly Target[]): Target[] {
  const same = (a: Target, b: Target) => a.folder === b.folder && a.key === b.key;
  return targets.filter((each, index) => targets.findIndex((other) => same(each, other)) === index);
}

/**
 * Chooses the folders in which install writes manifests.
 * @param names browsers to register, even if they were never started; empty for all browsers that were started
 * @param profileDir if given, register only in this Chromium profile
 * @throws KeyferryError USAGE for a browser that is unknown or not supported on this system
 */
export function chooseTargets(names: readonly string[], profileDir: string | undefined, io: CommandIo): Chosen {
  const named = names.map((name) => browserNamed(name, io));
  if (profileDir !== undefined) return { targets: profileFolder(profileDir, named, io), skipped: [] };
  if (named.length > 0) {
    return { targets: withoutRepeats(named.flatMap((browser) => targetsOf(browser, io))), skipped: [] };
  }
  return detected(io);
}
