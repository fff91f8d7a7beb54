import { isFresh } from '#core/credentials.ts';
import { KeyferryError } from '#core/errors.ts';
import { toRfc3339 } from '#core/rfc3339.ts';
import type { RecordedProfile } from './recorded-profile.ts';
import type { CredentialsAnswer } from './socket-line.ts';

/**
 * The largest size of the output, in bytes. Older AWS SDKs for Go read only 8 KiB of the output of a program. If the
 * output is longer, they print these 8 KiB with the keys.
 */
const MAX_BYTES = 8000;
/**
 * The keys of a role are valid for at most 12 hours. If the output contained a later expiry time, an AWS tool would use
 * keys that have expired.
 */
const MAX_LIFE_MS = 12 * 60 * 60 * 1000;

/**
 * The JSON that AWS clients expect from a `credential_process`. It contains only these checked fields of the answer.
 * @param now the current time, in epoch ms
 * @returns null if the keys have expired, or are too long for older SDKs
 */
export function keysForAws(answer: CredentialsAnswer, now: number): string | null {
  const { accountId, accessKeyId, secretAccessKey, sessionToken, expiration } = answer;
  if (!isFresh(expiration, now)) return null;
  const text = JSON.stringify({
    Version: 1,
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    SessionToken: sessionToken,
    Expiration: toRfc3339(Math.min(expiration, now + MAX_LIFE_MS)),
    AccountId: accountId,
  });
  return text.length < MAX_BYTES ? text : null;
}

/**
 * Refuses keys that belong to another account or role than the profile.
 * @param wanted the account and the role of the profile
 * @throws KeyferryError LIVE_OTHER_ACCOUNT, LIVE_OTHER_ROLE
 */
export function refuseOtherRole(
  name: string,
  wanted: Pick<RecordedProfile, 'accountId' | 'roleName'>,
  { accountId, roleName = wanted.roleName }: CredentialsAnswer,
): void {
  if (accountId !== wanted.accountId)
    throw new KeyferryError('LIVE_OTHER_ACCOUNT', { account: accountId, name, wanted: wanted.accountId });
  if (roleName !== wanted.roleName)
    throw new KeyferryError('LIVE_OTHER_ROLE', { role: roleName, name, wanted: wanted.roleName });
}
