import { KeyferryError } from '#core/errors.ts';
import type { Section } from '#core/ini/document.ts';
import { toRfc3339 } from '#core/rfc3339.ts';
import { type Expiry, expiryIn, storedProfile } from '../../aws-files/profiles/stored-profile.ts';
import { ago, duration } from './time-left.ts';

const MINUTE_MS = 60_000;
/** `keyferry exec` warns if the keys expire within this time, in ms. Many deployments take about this time. */
const SHORT_MS = 15 * MINUTE_MS;

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: MINUTE_MS, h: 60 * MINUTE_MS };

/**
 * The value of --min-ttl, such as `90s`, `15m` or `1h`, converted to ms.
 * @throws KeyferryError USAGE
 */
export function readMinTtl(text: string | undefined): number {
  if (text === undefined) return 0;
  const [, count, unit = ''] = /^(\d{1,6})([smh])$/.exec(text) ?? [];
  if (count !== undefined) return Number(count) * (UNITS[unit] ?? 0);
  throw new KeyferryError('USAGE', { why: `--min-ttl takes a duration such as 15m, not ${JSON.stringify(text)}` });
}

/** The time at which the keys of a section expire, and how to get new keys. */
export interface KeysLifetime {
  readonly name: string;
  /** When the keys expire. Null if this is unknown, or if the keys have no session token and so do not expire. */
  readonly expiry: Expiry | null;
  /** Whether the keys are temporary. Only temporary keys expire. */
  readonly isTemporary: boolean;
  /** A sentence that says how to get new keys, without the full stop. */
  readonly remedy: string;
}

/** Reads the lifetime of the keys in this section. */
export function lifetimeOf(section: Section): KeysLifetime {
  const isTemporary = ['aws_session_token', 'aws_security_token'].some((key) => section.values.get(key));
  const isOwn = storedProfile(section).source === 'keyferry';
  return {
    name: section.name,
    expiry: isTemporary ? expiryIn(section.values) : null,
    isTemporary,
    remedy: isOwn ? 'Write the keys again from the popup' : 'Renew the keys with the tool that wrote them',
  };
}

/**
 * Refuses keys that have expired. Ignores an expiry time without a time zone, because such a time may be wrong by
 * hours.
 * @throws KeyferryError PROFILE_EXPIRED
 */
export function refuseExpired({ name, expiry, remedy }: KeysLifetime, now: number): void {
  if (expiry === null || !expiry.isCertain || expiry.moment > now) return;
  const when = `${ago(expiry.moment, now)} (${toRfc3339(expiry.moment)})`;
  throw new KeyferryError('PROFILE_EXPIRED', { name, when, remedy });
}

/**
 * Refuses keys that expire in less than `minTtl`.
 * @param minTtl the value of --min-ttl in ms; 0 without this option
 * @returns a warning if the remaining time is unknown, else null
 * @throws KeyferryError PROFILE_ENDS_SOON
 */
export function refuseShort({ name, expiry, isTemporary, remedy }: KeysLifetime, minTtl: number, now: number) {
  if (minTtl === 0 || !isTemporary) return null;
  if (expiry === null || !expiry.isCertain) {
    return `It is not certain when the credentials of profile ${name} expire, so --min-ttl could not be checked.`;
  }
  if (expiry.moment - now >= minTtl) return null;
  const left = duration(expiry.moment - now);
  throw new KeyferryError('PROFILE_ENDS_SOON', { name, left, wanted: duration(minTtl), remedy });
}

/** A warning if the keys expire within 15 minutes or may have expired already, else null. */
export function shortWarning({ name, expiry, remedy }: KeysLifetime, now: number): string | null {
  if (expiry === null || expiry.moment - now >= SHORT_MS) return null;
  if (expiry.isCertain)
    return `The credentials of profile ${name} expire in ${duration(expiry.moment - now)}. ${remedy}.`;
  return `The credentials of profile ${name} may have expired: the time in their section has no time zone. ${remedy}.`;
}
