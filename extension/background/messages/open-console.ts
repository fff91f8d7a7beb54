import { consolePageOf, regionOf } from '#core/personal.ts';
import { consoleDestination, consoleLink } from '#core/portals/console-link.ts';
import type { Worker } from '../worker.ts';
import type { Handler } from './router.ts';

/** Opens the portal's own link into the console; the portal signs in there, no credentials are fetched. */
export function openConsole(worker: Worker): Handler<'popup/open-console'> {
  return async ({ session: key, ...role }) => {
    const session = await worker.sessions.trusted(key);
    const own = await worker.personal.read(session);
    const region = regionOf(own, role, (await worker.settings.read()).defaultRegion);
    const destination = consoleDestination(session.partition, consolePageOf(own, role), region) ?? '';
    await worker.consoles.open(session, consoleLink(session.startUrl, role, destination));
    worker.personal.used(session, role);
    return null;
  };
}
