import { join } from 'node:path';
import { type Browser, type Flavour, offeredBrowsers, placeOf } from '../../../install-scripts/browsers.ts';
import { MANIFEST_FILE } from '../../../install-scripts/host-manifest.ts';
import { hostKey } from '../../../install-scripts/windows-registry.ts';
import { expandPlace, recordPath } from '../../data-folder/places.ts';
import { readOwnFile } from '../../data-folder/read-own-file.ts';
import type { CommandIo } from '../../terminal/io.ts';
import { readRecord } from '../install/record.ts';
import { readKey } from '../install/registry.ts';
import { wasStarted } from '../install/targets.ts';

/** A path at which a browser looks for Keyferry's manifest. */
export interface Registration {
  /** The name of the browser, such as `chromium`. The id of the check ends with this name. */
  readonly name: string;
  readonly label: string;
  readonly flavour: Flavour;
  /** Whether this user has started a browser that reads this path. */
  readonly expected: boolean;
  readonly path: string;
  /** Text of the manifest, null if there is no manifest. */
  readonly text: string | null;
}

/**
 * The path of a manifest. On Windows, a registry key contains this path. If the key does not exist, the function
 * returns the name of the key.
 */
function manifestPath(place: string, io: CommandIo): string {
  if (io.platform !== 'win32') return join(expandPlace(place, io), MANIFEST_FILE);
  const key = hostKey(io.everyone ? 'system' : 'user', place);
  return readKey(key, io) ?? key;
}

function registration(browser: Browser, place: string, io: CommandIo): Registration {
  const { name, label, flavour } = browser;
  const path = manifestPath(place, io);
  return { name, label, flavour, expected: wasStarted(browser, io), path, text: readOwnFile(path)?.toString() ?? null };
}

/** Registrations in Chromium profiles, if the manifests that `install --profile-dir` wrote there still exist. */
function inProfiles(known: readonly Registration[], io: CommandIo): Registration[] {
  const { files } = readRecord(recordPath(io));
  const paths = files.map(({ path }) => path).filter((path) => path.endsWith(MANIFEST_FILE));
  return paths.flatMap((path) => {
    const text = readOwnFile(path)?.toString();
    if (text === undefined || known.some((each) => each.path === path)) return [];
    return [{ name: 'profile', label: 'Chromium profile', flavour: 'chromium' as const, expected: true, path, text }];
  });
}

/**
 * Several browsers may read a manifest at the same path. For each path, the result contains the registrations of
 * browsers that this user has started. If the user has started no such browser, it contains the first registration.
 */
function oneForEachPath(found: readonly Registration[]): readonly Registration[] {
  return found.filter((each, index) => {
    const others = found.filter(({ path }) => path === each.path);
    return each.expected || (!others.some(({ expected }) => expected) && found.indexOf(others[0] ?? each) === index);
  });
}

/**
 * The registrations for this user: those of browsers that the user has started, and those for which a manifest exists.
 */
export function userRegistrations(io: CommandIo): readonly Registration[] {
  const places = offeredBrowsers(io.platform).flatMap((browser) =>
    (placeOf(browser, io.platform)?.user ?? []).map((folder) => registration(browser, folder, io)),
  );
  const known = oneForEachPath(places.filter(({ expected, text }) => expected || text !== null));
  return [...known, ...inProfiles(known, io)];
}

/** The registrations for all users of the system. The list contains only those for which a manifest exists. */
export function systemRegistrations(user: CommandIo): readonly Registration[] {
  const io = { ...user, everyone: true };
  const places = offeredBrowsers(io.platform).flatMap((browser) =>
    (placeOf(browser, io.platform)?.system ?? []).map((folder) => registration(browser, folder, io)),
  );
  const found = places.filter(({ text }) => text !== null);
  return oneForEachPath(found).map((each) => ({ ...each, expected: true }));
}
