import { readSections, type Section } from '#core/ini/document.ts';
import { LAST_MOMENT } from '#core/rfc3339.ts';
import { holdsForeignKeys, otherSources, type ProfileOwner, readMarker } from './profile-owner.ts';

/**
 * Where the profile's keys come from. `indirect` means that the section has no keys, but a role to assume, a program or
 * SSO. `none` means no keys and no other source.
 */
export type ProfileSource = 'keyferry' | 'other-tool' | 'long-term-keys' | 'indirect' | 'none';

/** A profile of the credentials file without its secrets. */
export interface StoredProfile {
  readonly name: string;
  /** 1-based line of its header. */
  readonly line: number;
  readonly source: ProfileSource;
  /** The owner from Keyferry's mark; null for profiles that Keyferry did not write. */
  readonly owner: ProfileOwner | null;
  /** Epoch ms; null if unknown. */
  readonly expiresAt: number | null;
  /** Whether the section names the time zone of `expiresAt`. Without it the time may be wrong by hours. */
  readonly isExpiryCertain: boolean;
}

/** An expiry as a section gives it. */
export interface Expiry {
  /** When the keys expire, in epoch ms. */
  readonly moment: number;
  /** Whether the text names its time zone. */
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
 * Epoch ms, or NaN. aws-mfa writes a time without a zone in UTC, awsume in local time. Keyferry reads it as UTC.
 */
function parseTime(text: string, isCertain: boolean): number {
  const asUtc = isCertain ? Number.NaN : Date.parse(`${text}Z`);
  return Number.isNaN(asUtc) ? Date.parse(text) : asUtc;
}

/**
 * The expiry of a section's keys, limited to the years 1970 to 9999: some tools write the year 1 or a year with five
 * digits if they do not know the expiry.
 * @returns null if there is no readable expiry
 */
export function expiryIn(values: Section['values']): Expiry | null {
  const key = EXPIRY_KEYS.find((each) => values.has(each));
  const text = key === undefined ? '' : (values.get(key) ?? '').trim();
  // Without this check, the day of a date without a time would look like a time zone.
  const isCertain = /\d:\d/.test(text) && WITH_ZONE.test(text);
  const moment = parseTime(text, isCertain);
  return Number.isNaN(moment) ? null : { moment: Math.min(Math.max(moment, 0), LAST_MOMENT), isCertain };
}

function sourceOf(values: Section['values'], owner: ProfileOwner | null): ProfileSource {
  const keyId = values.get('aws_access_key_id');
  if (!keyId) return otherSources.some((key) => values.has(key)) ? 'indirect' : 'none';
  // The user may have pasted other keys into a section with our marker.
  if (keyId.startsWith('AKIA')) return 'long-term-keys';
  return owner && !holdsForeignKeys(values) ? 'keyferry' : 'other-tool';
}

/** Describes a section of the credentials file, without its secrets. */
export function storedProfile({ name, line, values }: Section): StoredProfile {
  const found = readMarker(values);
  const source = sourceOf(values, found);
  // Long-term keys do not expire, even if an old line in the section gives an expiry.
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

/** The profiles of a credentials file, in the order of the file. Sections with the same name are all listed. */
export function storedProfiles(text: string): readonly StoredProfile[] {
  return readSections(text).map(storedProfile);
}
