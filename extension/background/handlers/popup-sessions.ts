import { lookIntoJar, wantPortal } from '../capture.ts';
import { listCurrent, listRoles } from '../current-listing.ts';
import type { Handlers } from '../router.ts';
import type { Worker } from '../worker.ts';

type Kinds =
  | 'popup/use-portal'
  | 'popup/choose-session'
  | 'popup/set-region'
  | 'popup/want-portal'
  | 'popup/refresh'
  | 'popup/load-roles'
  | 'popup/reload-portal-tab';

/** Which session is used, and its list. */
export function sessionHandlers(worker: Worker): Pick<Handlers, Kinds> {
  const { sessions, view, index, tabs } = worker;

  /** The view after a change of sessions; the list follows behind. */
  async function changed() {
    const answer = await view.refresh({ withheld: await worker.withheld() });
    listCurrent(worker).catch(() => undefined);
    return answer;
  }

  return {
    async 'popup/use-portal'({ session }) {
      await sessions.use(session);
      return changed();
    },

    async 'popup/choose-session'({ session }) {
      await sessions.choose(session);
      return changed();
    },

    async 'popup/set-region'({ session, region }) {
      await sessions.setRegion(session, region);
      return changed();
    },

    async 'popup/want-portal'({ startUrl, wanted }) {
      await wantPortal(worker, startUrl, wanted);
      if (wanted) await lookIntoJar(worker);
      return changed();
    },

    async 'popup/refresh'({ session }) {
      await listRoles(worker, await sessions.live(session), true);
      return null;
    },

    async 'popup/load-roles'({ session, accountIds }) {
      const live = await sessions.live(session);
      await listRoles(worker, live);
      index.prefer(live, accountIds);
      return null;
    },

    async 'popup/reload-portal-tab'() {
      await tabs.reloadStale();
      await view.refresh({ staleTab: false });
      return null;
    },
  };
}
