import { readSections, type Section } from '#core/ini/document.ts';
import { LAST_MOMENT } from '#core/rfc3339.ts';
import { holdsForeignKeys, otherSources, type ProfileOwner, readMarker } from './profile-owner.ts';

/**
 * Where the profile's keys come from. `indirect`: no keys in the section, but a role to assume, a program or SSO.
 * `none`: no keys and no other source.
 */
export type ProfileSource = 'keyferry' | 'other-tool' | 'long-term-keys' | 'indirect' | 'none';

/** A profile of the credentials file without its secrets. */
export interface StoredProfile {
  readonly name: string;
  /** 1-based line of its header. */
  readonly line: number;
  readonly source: ProfileSource;
  /** Null for profiles that Keyferry did not write. */
  readonly owner: ProfileOwner | null;
  /** Epoch ms; null if unknown. */
  readonly expiresAt: number | null;
}

/** The keys in which tools store the expiry. The first is the most common, and Keyferry's own. */
const EXPIRY_KEYS = [
  'x_security_token_expires',
  'aws_session_expiration',
  'aws_expiration',
  'aws_credential_expiration',
  'expiration',
];

/**
 * The expiry of a section's keys, limited to the years 1970 to 9999: some tools write year 1 or a year of five digits if
 * they do not know it.
 * @returns epoch ms, or null
 */
export function expiryOf(values: Section['values']): number | null {
  const key = EXPIRY_KEYS.find((each) => values.has(each));
  const moment = Date.parse(key === undefined ? '' : (values.get(key) ?? ''));
  return Number.isNaN(moment) ? null : Math.min(Math.max(moment, 0), LAST_MOMENT);
}

function sourceOf(values: Section['values'], owner: ProfileOwner | null): ProfileSource {
  const keyId = values.get('aws_access_key_id');
  if (!keyId) return otherSources.some((key) => values.has(key)) ? 'indirect' : 'none';
  // The user may have pasted own keys into a section with our marker.
  if (keyId.startsWith('AKIA')) return 'long-term-keys';
  return owner && !holdsForeignKeys(values) ? 'keyferry' : 'other-tool';
}

/** Describes a section of the credentials file, without its secrets. */
export function storedProfile({ name, line, values }: Section): StoredProfile {
  const found = readMarker(values);
  const source = sourceOf(values, found);
  return {
    name,
    line,
    source,
    owner: source === 'keyferry' ? found : null,
    // Long-term keys do not expire, whatever an old line says.
    expiresAt: source === 'long-term-keys' ? null : expiryOf(values),
  };
}

/** The profiles of a credentials file in its order. Sections with the same name are all listed. */
export function storedProfiles(text: string): readonly StoredProfile[] {
  return readSections(text).map(storedProfile);
}
