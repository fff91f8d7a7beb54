import { KeyferryError } from '#core/errors.ts';
import { findSections, type Section } from '#core/ini/document.ts';
import { removeSections } from '#core/ini/remove-sections.ts';
import { type ChangesFor, updateSections } from '#core/ini/update-sections.ts';
import { MARKER } from './profile-owner.ts';
import { storedProfile } from './stored-profile.ts';
import { unambiguously } from './unambiguously.ts';

/** The settings that Keyferry writes and removes. Any other setting belongs to the user and stays. */
const OWN_KEYS = [
  'aws_access_key_id',
  'aws_secret_access_key',
  'aws_session_token',
  'x_security_token_expires',
  MARKER,
];
/** Keyferry also writes a region. A section that contains only a region is useless, so Keyferry removes it. */
const REGION_KEY = 'region';

/** Whether the section has settings that Keyferry does not write. */
const hasSettings = (values: Section['values']): boolean =>
  [...values.keys()].some((key) => !OWN_KEYS.includes(key) && key !== REGION_KEY);

const withoutOwnKeys: ChangesFor = () => ({ set: [], remove: OWN_KEYS });

/**
 * The text of the file without the settings that Keyferry wrote into these sections. A section without other settings
 * is removed.
 * @throws IniAmbiguity
 */
export function withoutKeys(text: string, sections: readonly Section[]): string {
  const kept = sections.filter(({ values }) => hasSettings(values)).map(({ name }) => name);
  const gone = sections.filter(({ values }) => !hasSettings(values)).map(({ name }) => name);
  const rest = updateSections(text, new Map(kept.map((name) => [name, withoutOwnKeys])));
  return removeSections(rest, new Set(gone));
}

interface RemoveOptions {
  /** The path of the file, for sentences to the user. */
  readonly file: string;
  /** If present, the function refuses profiles of other portals. */
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
 * The text of the credentials file without these profiles. Keyferry must have written all of them. All other bytes of
 * the file stay unchanged.
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
