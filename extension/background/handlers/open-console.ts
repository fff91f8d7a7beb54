import { consoleDestination, consoleLink } from '#core/console-link.ts';
import type { Handler } from '../router.ts';
import type { Worker } from '../worker.ts';

/** Opens the portal's own link into the console; the portal signs in there, no credentials are fetched. */
export function openConsole(worker: Worker): Handler<'popup/open-console'> {
  return async ({ session: key, accountId, roleName }) => {
    const session = await worker.sessions.trusted(key);
    const { defaultRegion } = await worker.settings.read();
    const destination = consoleDestination(session.partition, '', defaultRegion) ?? '';
    await worker.consoles.open(session, consoleLink(session.startUrl, { accountId, roleName }, destination));
    return null;
  };
}
