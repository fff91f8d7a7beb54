import { KeyferryError } from '#core/errors.ts';
import { findSections, type Section } from '#core/ini/document.ts';
import { removeSections } from '#core/ini/remove-sections.ts';
import { type ChangesFor, updateSections } from '#core/ini/update-sections.ts';
import { MARKER } from './profile-owner.ts';
import { storedProfile } from './stored-profile.ts';
import { unambiguously } from './unambiguously.ts';

/** The keys that Keyferry writes. Any other key is a setting of the user and stays. */
const OWN_KEYS = [
  'aws_access_key_id',
  'aws_secret_access_key',
  'aws_session_token',
  'x_security_token_expires',
  MARKER,
];
/** Keyferry also writes the region, from the portal's default. A region without credentials has no use. */
const REGION_KEY = 'region';

/** Whether the section has keys that Keyferry does not write. */
const hasSettings = (values: Section['values']): boolean =>
  [...values.keys()].some((key) => !OWN_KEYS.includes(key) && key !== REGION_KEY);

const withoutOwnKeys: ChangesFor = () => ({ set: [], remove: OWN_KEYS });

/**
 * The text without the keys that Keyferry wrote into these sections. Sections with no other keys are removed.
 * @throws IniAmbiguity
 */
export function withoutKeys(text: string, sections: readonly Section[]): string {
  const kept = sections.filter(({ values }) => hasSettings(values)).map(({ name }) => name);
  const gone = sections.filter(({ values }) => !hasSettings(values)).map(({ name }) => name);
  const rest = updateSections(text, new Map(kept.map((name) => [name, withoutOwnKeys])));
  return removeSections(rest, new Set(gone));
}

interface RemoveOptions {
  /** The path of the file, for sentences. */
  readonly file: string;
  /** If given, profiles of other portals are refused. */
  readonly portal?: string | undefined;
}

function refuseForeign(section: Section, { file, portal }: RemoveOptions): void {
  const { name } = section;
  const { owner } = storedProfile(section);
  if (owner === null) throw new KeyferryError('PROFILE_FOREIGN', { name, file, why: 'was not written by Keyferry' });
  if (portal !== undefined && owner.portal !== portal) {
    throw new KeyferryError('PROFILE_FOREIGN', { name, file, why: `came from another portal, ${owner.portal}` });
  }
}

/**
 * The credentials file's text without these profiles, which Keyferry must have written. Every other byte stays.
 * @throws KeyferryError PROFILE_UNKNOWN, PROFILE_FOREIGN, FILE_AMBIGUOUS
 */
export function withoutProfiles(text: string, names: readonly string[], options: RemoveOptions): string {
  const { file } = options;
  return unambiguously(file, () => {
    const found = findSections(text, new Set(names));
    const sections = names.map((name) => {
      const section = found.get(name);
      if (!section) throw new KeyferryError('PROFILE_UNKNOWN', { name, file });
      refuseForeign(section, options);
      return section;
    });
    return withoutKeys(text, sections);
  });
}
