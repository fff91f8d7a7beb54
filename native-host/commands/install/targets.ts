import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { KeyferryError } from '#core/errors.ts';
import { type Browser, browsers, type Flavour, offeredBrowsers, placeOf } from '../../../install-scripts/browsers.ts';
import type { CommandIo } from '../io.ts';
import { expandPlace } from './places.ts';

/** A folder in which a browser looks for manifests. */
export interface Target {
  readonly browser: string;
  readonly flavour: Flavour;
  readonly folder: string;
}

/** A browser that is there but gets nothing, and why. */
export interface Skipped {
  readonly browser: string;
  readonly why: string;
}

export interface Chosen {
  readonly targets: readonly Target[];
  readonly skipped: readonly Skipped[];
}

function targetsOf(browser: Browser, io: CommandIo): Target[] {
  const folders = placeOf(browser, io.platform)?.user ?? [];
  return folders.map((folder) => ({
    browser: browser.label,
    flavour: browser.flavour,
    folder: expandPlace(folder, io),
  }));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function isOnPath(program: string, { env }: CommandIo): boolean {
  return (env.PATH ?? '').split(delimiter).some((folder) => folder !== '' && isExecutable(join(folder, program)));
}

/** Whether a browser was ever started here: its own folder exists. */
export function wasStarted(browser: Browser, io: CommandIo): boolean {
  return placeOf(browser, io.platform)?.folders.some((folder) => existsSync(expandPlace(folder, io))) ?? false;
}

function detected(io: CommandIo): Chosen {
  const offered = offeredBrowsers(io.platform);
  const idle = offered.filter((browser) => !wasStarted(browser, io));
  const installed = idle.filter((browser) =>
    placeOf(browser, io.platform)?.programs.some((each) => isOnPath(each, io)),
  );
  return {
    targets: offered.filter((browser) => wasStarted(browser, io)).flatMap((browser) => targetsOf(browser, io)),
    skipped: installed.map(({ label, name }) => ({
      browser: label,
      why: `it was never started here; \`--browser ${name}\` registers it anyway`,
    })),
  };
}

function browserNamed(name: string, io: CommandIo): Browser {
  const offered = offeredBrowsers(io.platform);
  const found = offered.find((browser) => browser.name === name);
  if (found) return found;
  const known = browsers.some((browser) => browser.name === name);
  const names = offered.map((browser) => browser.name).join(', ') || 'none';
  const why = known ? `${name} is not supported on this system yet` : `There is no browser ${JSON.stringify(name)}`;
  throw new KeyferryError('USAGE', { why: `${why} (known here: ${names})` });
}

/**
 * One profile folder of a Chromium (its `--user-data-dir`). Firefox reads manifests from the home folder alone, so for
 * it there is no such place.
 */
function profileFolder(profileDir: string, named: readonly Browser[]): Target[] {
  const firefox = named.find(({ flavour }) => flavour === 'firefox');
  if (firefox) {
    const why = `${firefox.label} reads manifests from the home folder, not from a profile; set HOME instead of --profile-dir`;
    throw new KeyferryError('USAGE', { why });
  }
  const folder = join(resolve(profileDir), 'NativeMessagingHosts');
  return [{ browser: named[0]?.label ?? 'Chromium profile', flavour: 'chromium', folder }];
}

function withoutRepeats(targets: readonly Target[]): Target[] {
  return targets.filter((each, index) => targets.findIndex(({ folder }) => folder === each.folder) === index);
}

/**
 * Where to register.
 * @throws KeyferryError USAGE for a browser that is unknown or not supported here
 */
export function chooseTargets(names: readonly string[], profileDir: string | undefined, io: CommandIo): Chosen {
  const named = names.map((name) => browserNamed(name, io));
  if (profileDir !== undefined) return { targets: profileFolder(profileDir, named), skipped: [] };
  if (named.length > 0) {
    return { targets: withoutRepeats(named.flatMap((browser) => targetsOf(browser, io))), skipped: [] };
  }
  return detected(io);
}
