import { portalLabel } from '#core/portals/portals.ts';
import type { CliDrift } from '../cli-profiles/drift.ts';
import type { TerminalLists } from '../cli-profiles/terminal-lists.ts';
import type { WholePortals } from '../cli-profiles/whole-portals.ts';
import type { NativeClient } from '../host/host-client.ts';
import type { SignOut } from '../sessions/sign-out.ts';
import type { TrustedPortals } from '../sessions/trusted-portals.ts';
import { forgetHostLists } from './host-lists.ts';
import type { PublishedView } from './published-view.ts';
import type { Handlers } from './router.ts';

type Kinds = 'options/list-portals' | 'options/forget-portal';

export interface KnownPortalDeps {
  readonly trust: Pick<TrustedPortals, 'list'>;
  readonly signOut: Pick<SignOut, 'endPortal'>;
  readonly whole: Pick<WholePortals, 'hasAny'>;
  readonly terminalLists: Pick<TerminalLists, 'hasAny'>;
  readonly drift: Pick<CliDrift, 'forget'>;
  readonly host: Pick<NativeClient, 'request'>;
  readonly view: PublishedView;
  readonly live: {
    /** Erases the live profiles of a portal. Also erases all keys and answers. */
    forgetPortal(startUrl: string): Promise<void>;
  };
}

/** Handles the list of portals on the options page. */
export function knownPortalHandlers(deps: KnownPortalDeps): Pick<Handlers, Kinds> {
  return {
    'options/list-portals': async () =>
      (await deps.trust.list()).map((portal) => ({ ...portal, label: portalLabel(portal.startUrl) })),

    /**
     * Fails with HOST_… if the keyferry program does not answer. Even then, the extension erases all its data about the
     * portal.
     */
    async 'options/forget-portal'({ startUrl }) {
      const hasList = (await deps.whole.hasAny(startUrl)) || (await deps.terminalLists.hasAny(startUrl));
      await deps.live.forgetPortal(startUrl);
      await deps.signOut.endPortal(startUrl);
      await deps.drift.forget();
      await deps.view.refresh();
      if (hasList) await forgetHostLists(deps.host, { portal: startUrl });
      return null;
    },
  };
}
