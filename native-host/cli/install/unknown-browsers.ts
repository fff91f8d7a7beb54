import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { browsers, type Flavour, offeredBrowsers, placeOf } from '../../../install-scripts/browsers.ts';
import { MANIFEST_FILE } from '../../../install-scripts/host-manifest.ts';
import { NO_BROWSER, PROFILE_MARKS, PROFILE_PLACES } from '../../../install-scripts/profile-roots.ts';
import { posixWord } from '../../../install-scripts/wrapper.ts';
import { expandPlace } from '../../data-folder/places.ts';
import type { CommandIo } from '../../terminal/io.ts';
import { reinstallCommand } from '../shared/reinstall.ts';

/** The profile folder of a browser that Keyferry's tables do not list. */
export interface UnknownBrowser {
  /** The name of the profile folder, which Keyferry shows to people. */
  readonly name: string;
  readonly folder: string;
  readonly flavour: Flavour;
  /** The command that registers the browser. */
  readonly command: string;
}

function foldersIn(parent: string, pattern: string): string[] {
  if (!pattern.includes('*')) return [join(parent, pattern)];
  try {
    const names = readdirSync(parent, { withFileTypes: true }).filter((each) => each.isDirectory());
    return names.flatMap(({ name }) => (name.startsWith('.') === (pattern === '.*') ? [join(parent, name)] : []));
  } catch {
    return [];
  }
}

function candidates(template: string, io: CommandIo): readonly string[] {
  const [root = '', ...patterns] = template.split('/');
  return patterns.reduce<string[]>(
    (found, pattern) => found.flatMap((each) => foldersIn(each, pattern)),
    [expandPlace(root, io)],
  );
}

function flavourOf(folder: string): Flavour | null {
  const has = (name: string) => existsSync(join(folder, name));
  const found = (['chromium', 'firefox'] as const).find(
    (flavour) => PROFILE_MARKS[flavour].files.every(has) && PROFILE_MARKS[flavour].oneOf.some(has),
  );
  return found ?? null;
}

function real(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return folder;
  }
}

/** The folders of all browsers that Keyferry's tables list. */
function knownFolders(io: CommandIo): ReadonlySet<string> {
  return new Set(
    offeredBrowsers(io.platform).flatMap((browser) =>
      (placeOf(browser, io.platform)?.folders ?? []).map((folder) => real(expandPlace(folder, io))),
    ),
  );
}

/**
 * The paths at which most browsers built from Firefox look for the manifest. They are in Firefox's own folder. Browsers
 * that use another folder are listed in Keyferry's tables.
 */
function firefoxManifests(io: CommandIo): readonly string[] {
  const firefox = browsers.find(({ name }) => name === 'firefox');
  const folders = (firefox && placeOf(firefox, io.platform)?.user) ?? [];
  return folders.map((folder) => join(expandPlace(folder, io), MANIFEST_FILE));
}

function isRegistered(folder: string, flavour: Flavour, io: CommandIo): boolean {
  if (io.platform === 'win32') return false;
  const manifests =
    flavour === 'firefox' ? firefoxManifests(io) : [join(folder, 'NativeMessagingHosts', MANIFEST_FILE)];
  return manifests.some((path) => existsSync(path));
}

function commandFor(folder: string, flavour: Flavour, io: CommandIo): string {
  if (flavour === 'firefox') return reinstallCommand(io, '--browser', 'firefox');
  // On Windows, a browser built from Chromium reads the registry key of Chromium. If this key does not exist, the browser
  // reads the key of Chrome.
  if (io.platform === 'win32') return reinstallCommand(io, '--browser', 'chromium', '--browser', 'chrome');
  return reinstallCommand(io, '--profile-dir', posixWord(folder));
}

const nameOf = (folder: string) => basename(basename(folder) === 'User Data' ? dirname(folder) : folder);

/** Profile folders of browsers that are not in Keyferry's tables and do not find the host yet. */
export function unknownBrowsers(io: CommandIo): readonly UnknownBrowser[] {
  const places = PROFILE_PLACES[io.platform as keyof typeof PROFILE_PLACES] ?? [];
  const known = knownFolders(io);
  const folders = new Set(
    places.flatMap((template) => candidates(template, io)).filter((each) => !known.has(real(each))),
  );
  return [...folders].flatMap((folder) => {
    const flavour = NO_BROWSER.test(folder) ? null : flavourOf(folder);
    if (flavour === null || isRegistered(folder, flavour, io)) return [];
    return [{ name: nameOf(folder), folder, flavour, command: commandFor(folder, flavour, io) }];
  });
}
