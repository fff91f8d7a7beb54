import { renewProfiles } from '../profiles/renewal.ts';
import type { Worker } from '../worker.ts';
import type { Handlers } from './router.ts';

type Kinds = 'popup/renew-profiles' | 'popup/remove-profiles';

/** What is done with profiles that were written before. */
export function profileHandlers(worker: Worker): Pick<Handlers, Kinds> {
  return {
    'popup/renew-profiles': ({ session, names }) => renewProfiles(worker, session, names),

    /** Only of the portal in use, whose profiles the popup shows. */
    async 'popup/remove-profiles'({ names }) {
      const current = await worker.sessions.current();
      const portal = current ? { portal: current.startUrl } : {};
      try {
        return await worker.host.request('remove-profiles', { names, ...portal });
      } finally {
        void worker.profiles.refresh();
      }
    },
  };
}
