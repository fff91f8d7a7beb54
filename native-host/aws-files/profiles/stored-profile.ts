import { readSections, type Section } from '#core/ini/document.ts';
import { LAST_MOMENT } from '#core/rfc3339.ts';
import { holdsForeignKeys, otherSources, type ProfileOwner, readMarker } from './profile-owner.ts';

/**
 * How the profile gets its keys. `indirect`: the section itself has no keys, and tools get them from a role, a program
 * or SSO. `none`: the section has no keys and no other source of keys.
 */
export type ProfileSource = 'keyferry' | 'other-tool' | 'long-term-keys' | 'indirect' | 'none';

/** A profile in the credentials file. The object does not contain the secrets of the profile. */
export interface StoredProfile {
  readonly name: string;
  /** The line number of the profile's header, counted from 1. */
  readonly line: number;
  readonly source: ProfileSource;
  /** The role in Keyferry's mark. Null for profiles that Keyferry did not write. */
  readonly owner: ProfileOwner | null;
  /** When the keys expire, in epoch ms. Null if unknown. */
  readonly expiresAt: number | null;
  /**
   * Whether the section contains the time zone of `expiresAt`. Without the time zone, the time may be wrong by hours.
   */
  readonly isExpiryCertain: boolean;
}

/** The expiration time that a section contains. */
export interface Expiry {
  /** When the keys expire, in epoch ms. */
  readonly moment: number;
  /** Whether the section contains the time zone too. */
  readonly isCertain: boolean;
}

/**
 * The settings in which tools store when keys expire. The first one is the most common. Keyferry writes only this one.
 */
const EXPIRY_KEYS = [
  'x_security_token_expires',
  'aws_session_expiration',
  'aws_expiration',
  'aws_credential_expiration',
  'expiration',
];

const WITH_ZONE = /(?:Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)$/i;

/**
 * The time in epoch ms, or NaN. A time without a time zone may be in UTC (from aws-mfa) or in local time (from awsume).
 * Keyferry reads it as UTC.
 */
function parseTime(text: string, isCertain: boolean): number {
  const asUtc = isCertain ? Number.NaN : Date.parse(`${text}Z`);
  return Number.isNaN(asUtc) ? Date.parse(text) : asUtc;
}

/**
 * When the keys of a section expire, limited to the years 1970 to 9999. Some tools write the year 1 or a year with five
 * digits if they do not know the time.
 * @returns null if there is no readable time
 */
export function expiryIn(values: Section['values']): Expiry | null {
  const key = EXPIRY_KEYS.find((each) => values.has(each));
  const text = key === undefined ? '' : (values.get(key) ?? '').trim();
  // A date without a time of day, such as `2026-11-28`, has no time zone. Without the first check, `-28` would look
  // like one.
  const isCertain = /\d:\d/.test(text) && WITH_ZONE.test(text);
  const moment = parseTime(text, isCertain);
  return Number.isNaN(moment) ? null : { moment: Math.min(Math.max(moment, 0), LAST_MOMENT), isCertain };
}

function sourceOf(values: Section['values'], owner: ProfileOwner | null): ProfileSource {
  const keyId = values.get('aws_access_key_id');
  if (!keyId) return otherSources.some((key) => values.has(key)) ? 'indirect' : 'none';
  // The user may have pasted other keys into a section with Keyferry's mark.
  if (keyId.startsWith('AKIA')) return 'long-term-keys';
  return owner && !holdsForeignKeys(values) ? 'keyferry' : 'other-tool';
}

/** Describes a section of the credentials file, without its secrets. */
export function storedProfile({ name, line, values }: Section): StoredProfile {
  const found = readMarker(values);
  const source = sourceOf(values, found);
  // Long-term keys do not expire, even if the section still contains an old expiration time.
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

/**
 * All profiles of a credentials file, in the order of the file. If several sections have the same name, the result
 * contains each of them.
 */
export function storedProfiles(text: string): readonly StoredProfile[] {
  return readSections(text).map(storedProfile);
}
