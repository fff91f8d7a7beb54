import type { CredentialSource } from '../credentials/source.ts';
import type { Sessions } from '../sessions/sessions.ts';
import type { PersonalStore } from '../storage/personal-store.ts';
import type { Handler } from './router.ts';

export interface GetCredentialsDeps {
  readonly sessions: Pick<Sessions, 'live'>;
  readonly source: CredentialSource;
  readonly personal: Pick<PersonalStore, 'used'>;
}

/**
 * Gives credentials to the popup, which copies them to the clipboard. No other answer of the worker contains a secret.
 */
export function getCredentials({ sessions, source, personal }: GetCredentialsDeps): Handler<'popup/get-credentials'> {
  return async ({ session: key, accountId, roleName }) => {
    const session = await sessions.live(key);
    const credentials = await source.fetchKeys(session, { accountId, roleName }, { pace: 'immediate' });
    personal.used(session, { accountId, roleName });
    return credentials;
  };
}
