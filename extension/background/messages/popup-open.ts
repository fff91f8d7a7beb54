import type { PortalTabs } from '../browser/portal-tabs.ts';
import type { NativeClient } from '../host/host-client.ts';
import { type CurrentListingDeps, listCurrent } from '../listing/current.ts';
import type { TerminalLimit } from '../live/terminal-limit.ts';
import type { WrittenProfiles } from '../profiles/written-profiles.ts';
import type { CookieCapture } from '../sessions/cookie-capture.ts';
import type { Sessions } from '../sessions/sessions.ts';
import type { LookUpWithheld, PublishedView } from './published-view.ts';
import type { Handlers } from './router.ts';

/**
 * How long a page may take to answer a ping if the popup does not wait for the answer, in ms. A busy page may answer
 * late.
 */
const LATE_ANSWER_MS = 30_000;

type Kinds = 'popup/open' | 'popup/retry-host';

export interface PopupOpenDeps extends CurrentListingDeps {
  readonly sessions: Pick<Sessions, 'all' | 'recheck'> & CurrentListingDeps['sessions'];
  /** Records that the popup sent a message, so that requests are fast while the popup is open. */
  readonly presence: { message(): void };
  readonly live: { readonly terminalLimit: Pick<TerminalLimit, 'popupOpened'> };
  readonly host: Pick<NativeClient, 'connect'>;
  readonly written: Pick<WrittenProfiles, 'refresh'>;
  readonly tabs: Pick<PortalTabs, 'anyStale' | 'open'>;
  readonly capture: Pick<CookieCapture, 'forgetClosedPages' | 'readAll'>;
  readonly view: PublishedView;
  readonly withheld: LookUpWithheld;
}

/** Handles two messages of the popup: the popup was opened, or the popup tries again to connect to a missing host. */
export function openHandlers(deps: PopupOpenDeps): Pick<Handlers, Kinds> {
  const { sessions, host, written, tabs, capture, view } = deps;

  /** Connects to the host. A failure is not thrown, because the popup shows why the host is missing. */
  const connectHost = () => host.connect().then(written.refresh, () => undefined);

  /** Waits longer for pages that have not answered in time, because they may only be busy. */
  async function waitForLateAnswers(): Promise<void> {
    if (!(await tabs.anyStale(LATE_ANSWER_MS))) view.changed({ staleTab: false });
  }

  /** Does the work that may end after the popup has got its first answer. */
  async function lookAround(): Promise<void> {
    const staleTab = await tabs.anyStale();
    view.changed({ staleTab });
    if (staleTab) waitForLateAnswers().catch(() => undefined);
    await capture.forgetClosedPages(await tabs.open());
    await capture.readAll();
    await sessions.recheck();
    view.changed({ withheld: await deps.withheld() });
    await listCurrent(deps);
  }

  return {
    async 'popup/open'() {
      deps.presence.message();
      void connectHost();
      await deps.live.terminalLimit.popupOpened();
      // This call sends a ping to the portal pages. Each page in which our script runs then announces its session
      // again.
      const isEmpty = (await sessions.all()).length === 0;
      const staleTab = isEmpty ? { staleTab: await tabs.anyStale() } : {};
      const answer = await view.refresh({ ...staleTab, withheld: await deps.withheld() });
      lookAround().catch(() => undefined);
      return answer;
    },

    async 'popup/retry-host'() {
      await connectHost();
      return null;
    },
  };
}
