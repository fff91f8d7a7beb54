import * as v from 'valibot';
import { Region } from './credentials.ts';
import { exactly } from './schema.ts';

/** What a person may choose on the options page; kept in the extension's local storage, no secrets. */
export const Settings = exactly({
  /** Written into profiles and exports. Empty means that none is set; CLI profiles then get the portal's region. */
  defaultRegion: v.union([v.literal(''), Region]),
  /** Template of suggested names, with `templatePlaces` in braces; anything else is literal. */
  nameTemplate: v.pipe(v.string(), v.minLength(1), v.maxLength(128)),
  /** Keep the list of accounts and roles after signing out of the portal. */
  keepIndexAfterSignOut: v.boolean(),
  /** Show a notification five minutes before a profile expires. */
  notifyBeforeExpiry: v.boolean(),
});
export type Settings = v.InferOutput<typeof Settings>;

/** The settings until a person chooses others. */
export const defaultSettings: Settings = {
  defaultRegion: '',
  nameTemplate: '{account}-{role}',
  keepIndexAfterSignOut: false,
  notifyBeforeExpiry: false,
};

/**
 * Reads stored settings field by field.
 * @param stored any value; a missing, unknown or unfit field becomes its default.
 */
export function readSettings(stored: unknown): Settings {
  const given = typeof stored === 'object' && stored !== null ? (stored as Record<string, unknown>) : {};
  const entries = Object.entries(Settings.entries).map(([key, schema]) => {
    const result = v.safeParse(schema as v.GenericSchema, Object.hasOwn(given, key) ? given[key] : undefined);
    return [key, result.success ? result.output : defaultSettings[key as keyof Settings]];
  });
  return Object.fromEntries(entries) as Settings;
}
