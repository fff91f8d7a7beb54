import { isFresh } from '#core/credentials.ts';
import { KeyferryError } from '#core/errors.ts';
import { toRfc3339 } from '#core/rfc3339.ts';
import type { RecordedProfile } from './recorded-profile.ts';
import type { CredentialsAnswer } from './socket-line.ts';

/** Older SDKs for Go cut the output of a program at 8 KiB and print what they cut. */
const MAX_BYTES = 8000;
/** The keys of a role are never valid for longer than this, in ms. With a later time, a program would keep old keys. */
const MAX_LIFE_MS = 12 * 60 * 60 * 1000;

/**
 * The JSON that AWS clients expect from a `credential_process`. It is made from checked fields, so that it has no other
 * field of an answer.
 * @param now epoch ms
 * @returns null for keys that have expired or are too long for older SDKs
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
 * Refuses keys of another account or role than those of the profile.
 * @param wanted what the profile was set up for
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
