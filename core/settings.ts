import * as v from 'valibot';
import { Region } from './credentials.ts';
import { exactly } from './schema.ts';

/** How many formats a person can choose for the copy buttons besides PowerShell. */
export const MAX_COPY_FORMATS = 3;

/** The settings of the options page. They are in the extension's local storage and contain no secrets. */
export const Settings = exactly({
  /** Region for profiles and exports. Empty means no region; CLI profiles then get the portal's region. */
  defaultRegion: v.union([v.literal(''), Region]),
  /** Template for suggested profile names. It may contain the placeholders in `templatePlaces`, written in braces. */
  nameTemplate: v.pipe(v.string(), v.minLength(1), v.maxLength(128)),
  /** Whether the index is kept after the user signs out of the portal. */
  keepIndexAfterSignOut: v.boolean(),
  /** Whether to show a notification before a profile expires. */
  notifyBeforeExpiry: v.boolean(),
  /** How many minutes before the expiry of a profile the badge and the notification warn the user. */
  warnMinutes: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(30)),
  /** The kind of profile that is selected first on a role's card. */
  defaultKind: v.picklist(['keys', 'live', 'cli']),
  /**
   * The switch that turns live profiles and `Keep fresh` on or off together. Setting up the first live profile turns it
   * on.
   */
  liveProfiles: v.boolean(),
  /** Whether every written profile is kept fresh. */
  keepFresh: v.boolean(),
  /**
   * The portals whose list of roles Keyferry stores for the commands of the program: no portal, the portals whose roles
   * were all set up, or all portals.
   */
  terminalRoles: v.picklist(['none', 'set-up', 'all']),
  /**
   * Ids of the formats that get a copy button on a role's card. PowerShell always has a button too. If the list is
   * empty, Keyferry chooses the formats. Ids of unknown formats are ignored.
   */
  copyFormats: v.pipe(v.array(v.pipe(v.string(), v.maxLength(32))), v.maxLength(MAX_COPY_FORMATS)),
});
export type Settings = v.InferOutput<typeof Settings>;
/** The kinds of profile: keys in the file, live keys, the AWS CLI's own sign-in. */
export type ProfileKind = Settings['defaultKind'];

/** A value of the setting `terminalRoles`: the portals whose list of roles the program's commands may read. */
export type TerminalRoles = Settings['terminalRoles'];

/** The default settings. */
export const defaultSettings: Settings = {
  defaultRegion: '',
  nameTemplate: '{account}-{role}',
  keepIndexAfterSignOut: false,
  notifyBeforeExpiry: false,
  warnMinutes: 5,
  defaultKind: 'keys',
  liveProfiles: false,
  keepFresh: false,
  terminalRoles: 'set-up',
  copyFormats: [],
};

/**
 * The settings that an administrator can set (extension/managed-schema.json). The person cannot change a setting that
 * the administrator has set.
 */
export const managedSettings = [
  'defaultRegion',
  'nameTemplate',
  'keepIndexAfterSignOut',
  'warnMinutes',
  'defaultKind',
  'liveProfiles',
  'keepFresh',
  'terminalRoles',
] as const satisfies readonly (keyof Settings)[];

/**
 * Reads stored settings field by field.
 * @param stored any value. A missing or invalid field gets its default; unknown fields are ignored.
 */
export function readSettings(stored: unknown): Settings {
  const given = typeof stored === 'object' && stored !== null ? (stored as Record<string, unknown>) : {};
  const entries = Object.entries(Settings.entries).map(([key, schema]) => {
    const result = v.safeParse(schema as v.GenericSchema, Object.hasOwn(given, key) ? given[key] : undefined);
    return [key, result.success ? result.output : defaultSettings[key as keyof Settings]];
  });
  return Object.fromEntries(entries) as Settings;
}
