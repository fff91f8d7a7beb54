import { readSections, type Section } from '#core/ini/document.ts';
import { LAST_MOMENT } from '#core/rfc3339.ts';
import { holdsForeignKeys, otherSources, type ProfileOwner, readMarker } from './profile-owner.ts';

/**
 * Who put the profile there. `indirect`: it has no keys of its own but a role to assume, a program, SSO.
 * `none`: no keys at all.
 */
export type ProfileSource = 'keyferry' | 'other-tool' | 'long-term-keys' | 'indirect' | 'none';

/** A profile of the credentials file without its secrets. */
export interface StoredProfile {
  readonly name: string;
  /** 1-based line of its header. */
  readonly line: number;
  readonly source: ProfileSource;
  /** Known of Keyferry's own profiles only. */
  readonly owner: ProfileOwner | null;
  /** Epoch ms; null where nobody wrote it down. */
  readonly expiresAt: number | null;
}

/** Where tools write down when their keys end; the first is Keyferry's own and the most common. */
const EXPIRY_KEYS = [
  'x_security_token_expires',
  'aws_session_expiration',
  'aws_expiration',
  'aws_credential_expiration',
  'expiration',
];

/**
 * Some tools write the year 1 or one of five digits for what they do not know, and no such year can be written out again:
 * what lies outside of 1970 to 9999 counts as its nearest moment in there.
 * @returns epoch ms, or null
 */
export function expiryOf(values: Section['values']): number | null {
  const key = EXPIRY_KEYS.find((each) => values.has(each));
  const moment = Date.parse(key === undefined ? '' : (values.get(key) ?? ''));
  return Number.isNaN(moment) ? null : Math.min(Math.max(moment, 0), LAST_MOMENT);
}

/** Keyferry's mark, if it is one that Keyferry could have written. */
export const ownerOf = readMarker;

function sourceOf(values: Section['values'], owner: ProfileOwner | null): ProfileSource {
  const keyId = values.get('aws_access_key_id');
  if (!keyId) return otherSources.some((key) => values.has(key)) ? 'indirect' : 'none';
  // Keys that the user put under an old mark are the user's.
  if (keyId.startsWith('AKIA')) return 'long-term-keys';
  return owner && !holdsForeignKeys(values) ? 'keyferry' : 'other-tool';
}

/** What a section of the credentials file is, without its secrets. */
export function storedProfile({ name, line, values }: Section): StoredProfile {
  const found = ownerOf(values);
  const source = sourceOf(values, found);
  return {
    name,
    line,
    source,
    owner: source === 'keyferry' ? found : null,
    // Long-term keys do not end, whatever an old line says.
    expiresAt: source === 'long-term-keys' ? null : expiryOf(values),
  };
}

/** The profiles of a credentials file in its order; sections of the same name stand as often as in the file. */
export function storedProfiles(text: string): readonly StoredProfile[] {
  return readSections(text).map(storedProfile);
}
