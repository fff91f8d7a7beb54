import { type CurrentListingDeps, listRoles } from '../listing/current.ts';
import type { Listings } from '../listing/role-index.ts';
import type { Handlers } from './router.ts';

type Kinds =
  | 'popup/refresh'
  | 'popup/load-roles'
  | 'popup/stop-listing'
  | 'popup/resume-listing'
  | 'popup/seen-changes';

export interface ListingHandlerDeps extends CurrentListingDeps {
  readonly index: Pick<Listings, 'load' | 'stop' | 'resume' | 'forgetChanges'> & CurrentListingDeps['index'];
}

/** Handles messages about a session's list of roles. For example, the user refreshes the list or stops the listing. */
export function listingHandlers(deps: ListingHandlerDeps): Pick<Handlers, Kinds> {
  const { sessions, index, cancellation } = deps;

  return {
    async 'popup/refresh'({ session }) {
      await listRoles(deps, await sessions.live(session), true);
      return null;
    },

    async 'popup/load-roles'({ session, accountIds }) {
      const live = await sessions.live(session);
      await listRoles(deps, live);
      await index.load(live, accountIds, cancellation.signal(live.id));
      return null;
    },

    async 'popup/stop-listing'({ session }) {
      await index.stop(await sessions.live(session));
      return null;
    },

    async 'popup/resume-listing'({ session }) {
      const live = await sessions.live(session);
      await index.resume(live, cancellation.signal(live.id));
      return null;
    },

    async 'popup/seen-changes'({ session }) {
      await index.forgetChanges(await sessions.live(session));
      return null;
    },
  };
}
