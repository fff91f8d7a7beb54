import type { Flavour, System } from './browser-table.ts';

/*
 * How to recognise the profile folder of a browser that the tables do not list, such as a new fork. Programs built with
 * Electron have `Local State` too, but no profile folders below it. Thunderbird has `profiles.ini` too.
 */

/** What such a folder contains: all of `files`, and one of `oneOf`. */
export const PROFILE_MARKS: Readonly<
  Record<Flavour, { readonly files: readonly string[]; readonly oneOf: readonly string[] }>
> = {
  chromium: { files: ['Local State'], oneOf: ['Default/Preferences', 'Profile 1/Preferences'] },
  firefox: { files: ['profiles.ini'], oneOf: ['installs.ini', 'Profiles', 'Crash Reports'] },
};

/** Programs that are no browsers, by a part of the folder's name. */
export const NO_BROWSER = /thunderbird|betterbird|seamonkey/i;

/**
 * Where to look: `*` is any folder in a place of the browser tables, `.*` any that starts with a dot. On Windows a
 * Chromium browser's profiles are in `User Data`.
 */
export const PROFILE_PLACES: Readonly<Record<System, readonly string[]>> = {
  linux: ['{config}/*', '{config}/*/*', '{home}/.*', '{home}/.*/*'],
  darwin: ['{library}/*', '{library}/*/*'],
  win32: ['{local}/*/User Data', '{local}/*/*/User Data', '{roaming}/*', '{roaming}/*/*'],
};
