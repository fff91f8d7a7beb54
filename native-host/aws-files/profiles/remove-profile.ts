import { KeyferryError } from '#core/errors.ts';
import {
  applySplices,
  type ChangesFor,
  findSections,
  removalSplices,
  type Section,
  sectionSplices,
} from '#core/ini/document.ts';
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

/** What the user set in a section beside what Keyferry writes. */
const hasSettings = (values: Section['values']): boolean =>
  [...values.keys()].some((key) => !OWN_KEYS.includes(key) && key !== REGION_KEY);

const withoutOwnKeys: ChangesFor = () => ({ set: [], remove: OWN_KEYS });

/**
 * The text without what Keyferry wrote into these sections, and without those where nothing else is in them; gone through
 * a fixed number of times, however many they are.
 * @throws IniAmbiguity
 */
export function withoutKeys(text: string, sections: readonly Section[]): string {
  const kept = sections.filter(({ values }) => hasSettings(values)).map(({ name }) => name);
  const gone = sections.filter(({ values }) => !hasSettings(values)).map(({ name }) => name);
  const rest = applySplices(text, sectionSplices(text, new Map(kept.map((name) => [name, withoutOwnKeys]))));
  return applySplices(rest, removalSplices(rest, new Set(gone)));
}

interface Place {
  readonly file: string;
  /** When given, only profiles of this portal go. */
  readonly portal?: string | undefined;
}

function refuseForeign(section: Section, { file, portal }: Place): void {
  const { name } = section;
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
  const { file } = place;
  return unambiguously(file, () => {
    const found = findSections(text, new Set(names));
    const sections = names.map((name) => {
      const section = found.get(name);
      if (!section) throw new KeyferryError('PROFILE_UNKNOWN', { name, file });
      refuseForeign(section, place);
      return section;
    });
    return withoutKeys(text, sections);
  });
}
