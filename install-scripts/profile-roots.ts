import type { Flavour, System } from './browser-table.ts';

/*
 * How Keyferry recognises a browser that the tables do not list, such as a new fork: by the files in its profile
 * folder. A single file is not enough. Programs built with Electron also have a file `Local State`, but no profile
 * folders beside it. Thunderbird also has a file `profiles.ini`.
 */

/** The files in the profile folder of a browser. The folder contains all of `files`, and at least one of `oneOf`. */
export const PROFILE_MARKS: Readonly<
  Record<Flavour, { readonly files: readonly string[]; readonly oneOf: readonly string[] }>
> = {
  chromium: { files: ['Local State'], oneOf: ['Default/Preferences', 'Profile 1/Preferences'] },
  firefox: { files: ['profiles.ini'], oneOf: ['installs.ini', 'Profiles', 'Crash Reports'] },
};

/** Matches folder names of programs that are similar to browsers, such as Thunderbird. */
export const NO_BROWSER = /thunderbird|betterbird|seamonkey/i;

/**
 * Where profile folders can be. `*` matches any folder name, and `.*` matches any folder name that starts with a dot.
 * The comment in browser-table.ts explains the placeholders. On Windows, the profiles of a Chromium browser are in
 * `User Data`.
 */
export const PROFILE_PLACES: Readonly<Record<System, readonly string[]>> = {
  linux: ['{config}/*', '{config}/*/*', '{home}/.*', '{home}/.*/*'],
  darwin: ['{library}/*', '{library}/*/*'],
  win32: ['{local}/*/User Data', '{local}/*/*/User Data', '{roaming}/*', '{roaming}/*/*'],
};
