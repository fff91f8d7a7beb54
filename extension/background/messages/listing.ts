import { listRoles } from '../listing/current.ts';
import type { Worker } from '../worker.ts';
import type { Handlers } from './router.ts';

type Kinds =
  | 'popup/refresh'
  | 'popup/load-roles'
  | 'popup/stop-listing'
  | 'popup/resume-listing'
  | 'popup/seen-changes';

/** What the user does with the list of a session. */
export function listingHandlers(worker: Worker): Pick<Handlers, Kinds> {
  const { sessions, index, flights } = worker;

  return {
    async 'popup/refresh'({ session }) {
      await listRoles(worker, await sessions.live(session), true);
      return null;
    },

    async 'popup/load-roles'({ session, accountIds }) {
      const live = await sessions.live(session);
      await listRoles(worker, live);
      await index.load(live, accountIds, flights.signal(live.id));
      return null;
    },

    async 'popup/stop-listing'({ session }) {
      await index.stop(await sessions.live(session));
      return null;
    },

    async 'popup/resume-listing'({ session }) {
      const live = await sessions.live(session);
      await index.resume(live, flights.signal(live.id));
      return null;
    },

    async 'popup/seen-changes'({ session }) {
      await index.forgetChanges(await sessions.live(session));
      return null;
    },
  };
}
