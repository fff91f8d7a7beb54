import { listCurrent } from '../current-listing.ts';
import { endPlace } from '../endings.ts';
import type { Handlers } from '../router.ts';
import type { Worker } from '../worker.ts';

/** What portal pages tell. */
export function portalHandlers(worker: Worker): Pick<Handlers, 'portal/session' | 'portal/signed-out'> {
  return {
    async 'portal/session'({ token, region }, { place }) {
      await worker.sessions.announce(place, token, region);
      await worker.view.refresh();
      listCurrent(worker).catch(() => undefined);
      return null;
    },

    async 'portal/signed-out'(_, { place }) {
      await endPlace(worker, place);
      return null;
    },
  };
}
