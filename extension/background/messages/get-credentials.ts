import { fetchCredentials } from '../credentials/source.ts';
import type { Worker } from '../worker.ts';
import type { Handler } from './router.ts';

/** Credentials for the clipboard; the only answer of the worker that holds a secret, and only to the popup. */
export function getCredentials(worker: Worker): Handler<'popup/get-credentials'> {
  return async ({ session: key, accountId, roleName }) => {
    const session = await worker.sessions.live(key);
    const credentials = await fetchCredentials(worker, session, { accountId, roleName });
    worker.personal.used(session, { accountId, roleName });
    return credentials;
  };
}
