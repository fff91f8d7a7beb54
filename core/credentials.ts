import * as v from 'valibot';
import { ACCOUNT_ID, REGION, ROLE_NAME } from './patterns.ts';
import { LAST_MOMENT } from './rfc3339.ts';
import { exactly } from './schema.ts';

/*
 * Shapes of what AWS gives. The patterns are a security boundary: whatever fits them has no character that an INI
 * file or a shell treats specially (docs/DECISIONS.md, 1).
 */
export const AccountId = v.pipe(v.string(), v.regex(ACCOUNT_ID));
export const RoleName = v.pipe(v.string(), v.regex(ROLE_NAME));
export const Region = v.pipe(v.string(), v.regex(REGION));
const AccessKeyId = v.pipe(v.string(), v.regex(/^[A-Z0-9]{16,128}$/));
const SecretText = v.pipe(v.string(), v.regex(/^[A-Za-z0-9/+=]{1,16384}$/));
/** A moment in epoch milliseconds that fits a four-digit year, so that it always has an RFC 3339 form. */
export const Moment = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(LAST_MOMENT));

export const RoleCredentials = exactly({
  accessKeyId: AccessKeyId,
  secretAccessKey: SecretText,
  sessionToken: SecretText,
  /** Epoch milliseconds, as the portal's API gives it. */
  expiration: Moment,
});
export type RoleCredentials = v.InferOutput<typeof RoleCredentials>;

export const RoleRef = exactly({ accountId: AccountId, roleName: RoleName });
export type RoleRef = v.InferOutput<typeof RoleRef>;

/** Whether credentials still have at least `margin` ms at `now` (both epoch ms). */
export function isFresh(expiration: number, now: number, margin = 0): boolean {
  return expiration - now > margin;
}

/** Secrets and tokens are long runs of base64; 40 is the length of a secret access key. */
const SECRET_SHAPE = /[A-Za-z0-9/+=_-]{40,}/g;
const KEY_ID_SHAPE = /\b(AKIA|ASIA)[A-Z0-9]{12,}/g;

/** A text for a person's eyes with everything that looks like a key, secret or token blotted out. */
export function redact(text: string): string {
  return text.replace(SECRET_SHAPE, '…').replace(KEY_ID_SHAPE, '$1…');
}
