import type { PortalTabs } from '../browser/portal-tabs.ts';
import { type CurrentListingDeps, listCurrent } from '../listing/current.ts';
import type { CookieCapture } from '../sessions/cookie-capture.ts';
import type { Sessions } from '../sessions/sessions.ts';
import type { LookUpWithheld, PublishedView } from './published-view.ts';
import type { Handlers } from './router.ts';

type Kinds =
  | 'popup/use-portal'
  | 'popup/choose-session'
  | 'popup/set-region'
  | 'popup/want-portal'
  | 'popup/reload-portal-tab';

export interface SessionHandlerDeps extends CurrentListingDeps {
  readonly sessions: Pick<Sessions, 'use' | 'choose' | 'setRegion' | 'recheck'> & CurrentListingDeps['sessions'];
  readonly capture: Pick<CookieCapture, 'wantPortal' | 'readAll'>;
  readonly tabs: Pick<PortalTabs, 'reloadStale'>;
  readonly view: PublishedView;
  readonly withheld: LookUpWithheld;
}

/** Handles the user's choice of a session, and starts the listing of its roles. */
export function sessionHandlers(deps: SessionHandlerDeps): Pick<Handlers, Kinds> {
  const { sessions, capture, view, tabs } = deps;

  /** Asks the portal who the user is, and starts the listing. After that, the session may have another session key. */
  async function followUp(): Promise<void> {
    await sessions.recheck();
    await view.refresh();
    await listCurrent(deps);
  }

  /**
   * Returns the new view as the answer to the popup. After that, asks the portal who the user is and starts the
   * listing.
   */
  async function changed() {
    const answer = await view.refresh({ withheld: await deps.withheld() });
    followUp().catch(() => undefined);
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
      await capture.wantPortal(startUrl, wanted);
      if (wanted) await capture.readAll();
      return changed();
    },

    async 'popup/reload-portal-tab'() {
      await tabs.reloadStale();
      await view.refresh({ staleTab: false });
      return null;
    },
  };
}
