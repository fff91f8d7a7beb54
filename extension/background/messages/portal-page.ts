import { listCurrent } from '../listing/current.ts';
import { pageIsUnreadable, pageTells } from '../sessions/cookie-capture.ts';
import { endPlace } from '../sessions/sign-out.ts';
import type { NamedRegion } from '../sessions/unreadable-portals.ts';
import type { Worker } from '../worker.ts';
import type { Handlers } from './router.ts';

type Kinds = 'portal/session' | 'portal/unreadable' | 'portal/signed-out';

interface PageRegion {
  readonly region: string | null;
  readonly regionFrom?: NamedRegion['from'] | undefined;
}

const namedBy = ({ region, regionFrom = 'env' }: PageRegion): NamedRegion | null =>
  region === null ? null : { name: region, from: regionFrom };

/** What portal pages tell. */
export function portalHandlers(worker: Worker): Pick<Handlers, Kinds> {
  return {
    async 'portal/session'({ token, ...region }, { place }) {
      await pageTells(worker, place);
      await worker.sessions.announce(place, { token, named: namedBy(region), capture: 'page' });
      await worker.view.refresh();
      listCurrent(worker).catch(() => undefined);
      return null;
    },

    async 'portal/unreadable'(region, { place }) {
      await pageIsUnreadable(worker, place, namedBy(region));
      listCurrent(worker).catch(() => undefined);
      return null;
    },

    async 'portal/signed-out'(_, { place }) {
      await pageTells(worker, place);
      await endPlace(worker, place);
      return null;
    },
  };
}
