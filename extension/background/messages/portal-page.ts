import { type CurrentListingDeps, listCurrent } from '../listing/current.ts';
import type { CookieCapture } from '../sessions/cookie-capture.ts';
import type { NamedRegion } from '../sessions/session-region.ts';
import type { Sessions } from '../sessions/sessions.ts';
import type { SignOut } from '../sessions/sign-out.ts';
import type { PublishedView } from './published-view.ts';
import type { Handlers } from './router.ts';

type Kinds = 'portal/session' | 'portal/unreadable' | 'portal/two-cookies' | 'portal/signed-out';

export interface PortalPageDeps extends CurrentListingDeps {
  readonly sessions: Pick<Sessions, 'announce'> & CurrentListingDeps['sessions'];
  readonly capture: Pick<CookieCapture, 'pageIsReadable' | 'pageIsUnreadable' | 'pageIsAmbiguous'>;
  readonly signOut: Pick<SignOut, 'endPlace'>;
  readonly view: PublishedView;
}

interface PageRegion {
  readonly region: string | null;
  readonly regionFrom?: NamedRegion['from'] | undefined;
}

const namedBy = ({ region, regionFrom = 'env' }: PageRegion): NamedRegion | null =>
  region === null ? null : { name: region, from: regionFrom };

/** Handles the messages that our content script sends from portal pages. */
export function portalHandlers(deps: PortalPageDeps): Pick<Handlers, Kinds> {
  const { sessions, capture, signOut, view } = deps;
  const listLater = () => void listCurrent(deps).catch(() => undefined);

  return {
    async 'portal/session'({ token, ...region }, { place }) {
      await capture.pageIsReadable(place);
      const isOwn = await sessions.announce(place, { token, named: namedBy(region), capture: 'page' });
      if (!isOwn) await signOut.endPlace(place);
      await view.refresh();
      listLater();
      return null;
    },

    async 'portal/unreadable'(region, { place }) {
      await capture.pageIsUnreadable(place, namedBy(region));
      listLater();
      return null;
    },

    async 'portal/two-cookies'(_, { place }) {
      await capture.pageIsAmbiguous(place);
      return null;
    },

    async 'portal/signed-out'(_, { place }) {
      await capture.pageIsReadable(place);
      await signOut.endPlace(place);
      return null;
    },
  };
}
