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
  /** Whether the section names the time zone of `expiresAt`. Without it the time may be wrong by hours. */
  readonly isExpiryCertain: boolean;
}

/** An expiry as a section gives it. */
export interface Expiry {
  /** Epoch ms. */
  readonly moment: number;
  /** Whether it names its time zone. */
  readonly isCertain: boolean;
}

/** The keys in which tools store the expiry. The first is the most common, and Keyferry's own. */
const EXPIRY_KEYS = [
  'x_security_token_expires',
  'aws_session_expiration',
  'aws_expiration',
  'aws_credential_expiration',
  'expiration',
];

const WITH_ZONE = /(?:Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)$/i;

/**
 * Epoch ms, or NaN. A time without a zone is UTC for aws-mfa and local time for awsume; UTC is taken here.
 */
function parseTime(text: string, isCertain: boolean): number {
  const asUtc = isCertain ? Number.NaN : Date.parse(`${text}Z`);
  return Number.isNaN(asUtc) ? Date.parse(text) : asUtc;
}

/**
 * The expiry of a section's keys, limited to the years 1970 to 9999: some tools write year 1 or a year of five digits if
 * they do not know it.
 * @returns null if there is none that can be read
 */
export function expiryIn(values: Section['values']): Expiry | null {
  const key = EXPIRY_KEYS.find((each) => values.has(each));
  const text = key === undefined ? '' : (values.get(key) ?? '').trim();
  // The day of a bare date looks like a zone.
  const isCertain = /\d:\d/.test(text) && WITH_ZONE.test(text);
  const moment = parseTime(text, isCertain);
  return Number.isNaN(moment) ? null : { moment: Math.min(Math.max(moment, 0), LAST_MOMENT), isCertain };
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
  // Long-term keys do not expire, whatever an old line says.
  const expiry = source === 'long-term-keys' ? null : expiryIn(values);
  return {
    name,
    line,
    source,
    owner: source === 'keyferry' ? found : null,
    expiresAt: expiry?.moment ?? null,
    isExpiryCertain: expiry?.isCertain ?? false,
  };
}

/** The profiles of a credentials file in its order. Sections with the same name are all listed. */
export function storedProfiles(text: string): readonly StoredProfile[] {
  return readSections(text).map(storedProfile);
}
