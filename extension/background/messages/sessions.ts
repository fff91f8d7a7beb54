import { listCurrent } from '../listing/current.ts';
import { lookIntoJar, wantPortal } from '../sessions/cookie-capture.ts';
import type { Worker } from '../worker.ts';
import type { Handlers } from './router.ts';

type Kinds =
  | 'popup/use-portal'
  | 'popup/choose-session'
  | 'popup/set-region'
  | 'popup/want-portal'
  | 'popup/reload-portal-tab';

/** Which session is used, and its list. */
export function sessionHandlers(worker: Worker): Pick<Handlers, Kinds> {
  const { sessions, view, tabs } = worker;

  /** A session that nobody asked about yet may turn out to be its user's: then it has another key. */
  async function behind() {
    await sessions.recheck();
    await view.refresh();
    await listCurrent(worker);
  }

  /** The view after a change of sessions; whose it is and the list follow behind. */
  async function changed() {
    const answer = await view.refresh({ withheld: await worker.withheld() });
    behind().catch(() => undefined);
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

    async 'popup/reload-portal-tab'() {
      await tabs.reloadStale();
      await view.refresh({ staleTab: false });
      return null;
    },
  };
}
