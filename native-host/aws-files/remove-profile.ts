import { KeyferryError } from '#core/errors.ts';
import { findSection, removeSection, upsertSection } from '#core/ini-document.ts';
import { unambiguously } from './credentials-file.ts';
import { MARKER } from './profile-owner.ts';
import { storedProfile } from './stored-profile.ts';

/** What Keyferry writes into a section; any other key is a setting of the user's, which outlives the keys. */
const OWN_KEYS = [
  'aws_access_key_id',
  'aws_secret_access_key',
  'aws_session_token',
  'x_security_token_expires',
  MARKER,
];
/** Written for the portal's default; without keys it says nothing. */
const REGION_KEY = 'region';

/** The text without what Keyferry wrote into this section, and without the section where nothing else is in it. */
export function withoutKeys(text: string, name: string): string {
  const section = findSection(text, name);
  if (section === null) return text;
  const settings = [...section.values.keys()].filter((key) => !OWN_KEYS.includes(key) && key !== REGION_KEY);
  return settings.length === 0 ? removeSection(text, name) : upsertSection(text, name, { set: [], remove: OWN_KEYS });
}

interface Place {
  readonly file: string;
  /** When given, only profiles of this portal go. */
  readonly portal?: string | undefined;
}

function refuseForeign(text: string, name: string, { file, portal }: Place): void {
  const section = findSection(text, name);
  if (section === null) throw new KeyferryError('PROFILE_UNKNOWN', { name, file });
  const { owner } = storedProfile(section);
  if (owner === null) throw new KeyferryError('PROFILE_FOREIGN', { name, file, why: 'was not written by Keyferry' });
  if (portal !== undefined && owner.portal !== portal) {
    throw new KeyferryError('PROFILE_FOREIGN', { name, file, why: `came from another portal, ${owner.portal}` });
  }
}

/**
 * The credentials file's text without these profiles of Keyferry's; every other byte stays.
 * @throws KeyferryError PROFILE_UNKNOWN, PROFILE_FOREIGN, FILE_AMBIGUOUS
 */
export function withoutProfiles(text: string, names: readonly string[], place: Place): string {
  return unambiguously(place.file, () => {
    for (const name of names) refuseForeign(text, name, place);
    return names.reduce(withoutKeys, text);
  });
}
