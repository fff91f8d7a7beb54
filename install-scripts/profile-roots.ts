import type { Flavour, System } from './browser-table.ts';

/*
 * How to recognise the profile folder of a browser that the tables do not list, such as a new fork. Programs built with
 * Electron have a `Local State` file too, but no profile folders beside it. Thunderbird also has a `profiles.ini`.
 */

/** What the folder of such a browser contains: all of `files`, and at least one of `oneOf`. */
export const PROFILE_MARKS: Readonly<
  Record<Flavour, { readonly files: readonly string[]; readonly oneOf: readonly string[] }>
> = {
  chromium: { files: ['Local State'], oneOf: ['Default/Preferences', 'Profile 1/Preferences'] },
  firefox: { files: ['profiles.ini'], oneOf: ['installs.ini', 'Profiles', 'Crash Reports'] },
};

/** Parts of folder names that belong to programs other than browsers. */
export const NO_BROWSER = /thunderbird|betterbird|seamonkey/i;

/**
 * Where to look. `*` stands for any folder, and `.*` for any folder with a name that starts with a dot. The browser
 * tables explain the placeholders. On Windows a Chromium browser's profiles are in `User Data`.
 */
export const PROFILE_PLACES: Readonly<Record<System, readonly string[]>> = {
  linux: ['{config}/*', '{config}/*/*', '{home}/.*', '{home}/.*/*'],
  darwin: ['{library}/*', '{library}/*/*'],
  win32: ['{local}/*/User Data', '{local}/*/*/User Data', '{roaming}/*', '{roaming}/*/*'],
};
