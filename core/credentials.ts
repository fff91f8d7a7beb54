import * as v from 'valibot';
import { ACCOUNT_ID, REGION, ROLE_NAME } from './patterns.ts';
import { LAST_MOMENT } from './rfc3339.ts';
import { exactly } from './schema.ts';

/*
 * Schemas for the values that AWS returns. The patterns are a security boundary: a value that matches contains no
 * character that an INI file or a shell treats specially (docs/DECISIONS.md, 1).
 */
export const AccountId = v.pipe(v.string(), v.regex(ACCOUNT_ID));
export const RoleName = v.pipe(v.string(), v.regex(ROLE_NAME));
export const Region = v.pipe(v.string(), v.regex(REGION));
const AccessKeyId = v.pipe(v.string(), v.regex(/^[A-Z0-9]{16,128}$/));
const SecretText = v.pipe(v.string(), v.regex(/^[A-Za-z0-9/+=]{1,16384}$/));
/** A point in time, in epoch ms. Its year must have four digits, because RFC 3339 allows no other years. */
export const Moment = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(LAST_MOMENT));

export const RoleCredentials = exactly({
  accessKeyId: AccessKeyId,
  secretAccessKey: SecretText,
  sessionToken: SecretText,
  /** When the credentials expire, in epoch ms. The portal's API returns this number. */
  expiration: Moment,
});
export type RoleCredentials = v.InferOutput<typeof RoleCredentials>;

export const RoleRef = exactly({ accountId: AccountId, roleName: RoleName });
export type RoleRef = v.InferOutput<typeof RoleRef>;

/**
 * Whether credentials are still valid `margin` ms after `now`.
 * @param expiration epoch ms.
 * @param now epoch ms.
 */
export function isFresh(expiration: number, now: number, margin = 0): boolean {
  return expiration - now > margin;
}

/** Secrets and tokens are long base64 texts. The shortest, a secret access key, has 40 characters. */
const SECRET_SHAPE = /[A-Za-z0-9/+=_-]{40,}/g;
const KEY_ID_SHAPE = /\b(AKIA|ASIA)[A-Z0-9]{12,}/g;

/**
 * Replaces each part of a text that looks like a key, a secret or a token with `…`. Use this function for texts that a
 * person sees.
 */
export function redact(text: string): string {
  return text.replace(SECRET_SHAPE, '…').replace(KEY_ID_SHAPE, '$1…');
}
