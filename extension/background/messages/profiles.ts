import type { NativeClient } from '../host/host-client.ts';
import type { ProfileRenewal } from '../profiles/renewal.ts';
import type { WrittenProfiles } from '../profiles/written-profiles.ts';
import type { Sessions } from '../sessions/sessions.ts';
import type { Handlers } from './router.ts';

type Kinds = 'popup/renew-profiles' | 'popup/remove-profiles' | 'popup/make-private';

export interface ProfileHandlerDeps {
  readonly sessions: Pick<Sessions, 'current'>;
  readonly renewal: ProfileRenewal;
  readonly host: Pick<NativeClient, 'request'>;
  readonly written: Pick<WrittenProfiles, 'refresh'>;
}

/** Handles the renewal and removal of profiles that Keyferry wrote. */
export function profileHandlers({ sessions, renewal, host, written }: ProfileHandlerDeps): Pick<Handlers, Kinds> {
  return {
    'popup/renew-profiles': ({ session, names }) => renewal.renew(session, names),

    /** Removes only profiles of the current session's portal, because the popup shows only these profiles. */
    async 'popup/remove-profiles'({ names }) {
      const current = await sessions.current();
      const portal = current ? { portal: current.startUrl } : {};
      try {
        return await host.request('remove-profiles', { names, ...portal });
      } finally {
        void written.refresh();
      }
    },

    async 'popup/make-private'() {
      await host.request('make-private', {});
      return null;
    },
  };
}
