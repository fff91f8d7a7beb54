import { type PartitionName, portalApiOrigin } from '#core/portals/portals.ts';
import type {
  AmbiguousPortal,
  ConfirmedPortal,
  LockedPortal,
  RoleIndex,
  SessionView,
  View,
} from '#core/protocol/messages.ts';

/** A screen of the popup, and the data that the screen shows. */
export type Screen =
  | { readonly is: 'starting' | 'stale-tab' }
  | { readonly is: 'withheld'; readonly origins: readonly string[] }
  | { readonly is: 'new-portal' | 'choose'; readonly sessions: readonly SessionView[] }
  | {
      readonly is: 'no-session';
      /** The confirmed portals. */
      readonly known: readonly ConfirmedPortal[];
      /**
       * Portals whose session only the browser can read. The user is probably signed out of these portals too. The
       * screen lists them below the confirmed portals.
       */
      readonly locked: readonly LockedPortal[];
    }
  | { readonly is: 'two-cookies'; readonly portals: readonly AmbiguousPortal[] }
  | { readonly is: 'locked'; readonly locked: readonly LockedPortal[] }
  | { readonly is: 'region' | 'expired' | 'list'; readonly session: SessionView };

/** The screen for the session in use: the list, or another screen if the list cannot be shown. */
function screenOfSession(session: SessionView, view: View, index: RoleIndex | null): Screen {
  if (session.expired) return view.staleTab ? { is: 'stale-tab' } : { is: 'expired', session };
  if (session.region === null) return { is: 'region', session };
  if (view.withheld.length > 0 && index === null) return { is: 'withheld', origins: view.withheld };
  return { is: 'list', session };
}

/**
 * The screen on which the user confirms a portal. If a portal was confirmed before, Keyferry must first ask the portal
 * who is signed in. If Keyferry cannot ask, another screen is shown, on which the user can solve the problem.
 */
function confirmation(sessions: readonly SessionView[]): Screen {
  const [session] = sessions;
  if (session?.confirmedBefore && sessions.length === 1) {
    const { region, partition, whoAmI } = session;
    if (region === null) return { is: 'region', session };
    if (whoAmI === 'ACCESS_WITHHELD')
      return { is: 'withheld', origins: [portalApiOrigin(partition as PartitionName, region)] };
  }
  return { is: 'new-portal', sessions };
}

/** The confirmed portals. Each portal is listed only once. The portals whose session has ended come first. */
function knownPortals({ sessions, known = [] }: View): ConfirmedPortal[] {
  const ended = sessions.filter(({ trusted }) => trusted);
  return [...new Map([...ended, ...known].map((each) => [each.startUrl, each])).values()];
}

function screenWithout(view: View): Screen {
  const unknown = view.sessions.filter(({ trusted, expired }) => !trusted && !expired);
  if (unknown.length > 0) return confirmation(unknown);
  const usable = view.sessions.filter(({ trusted, expired }) => trusted && !expired);
  if (usable.length > 0) return { is: 'choose', sessions: usable };
  if (view.ambiguous.length > 0) return { is: 'two-cookies', portals: view.ambiguous };
  if (view.locked.some(({ wasReadable }) => !wasReadable)) return { is: 'locked', locked: view.locked };
  if (view.withheld.length > 0) return { is: 'withheld', origins: view.withheld };
  if (view.staleTab) return { is: 'stale-tab' };
  return { is: 'no-session', known: knownPortals(view), locked: view.locked };
}

/** The screen to show. @param reviewing key of the session that the user is asked to confirm, or null. */
export function screenFor(view: View | null, index: RoleIndex | null, reviewing: string | null): Screen {
  if (view === null) return { is: 'starting' };
  const reviewed = view.sessions.find(({ key, trusted, expired }) => key === reviewing && !trusted && !expired);
  if (reviewed) return confirmation([reviewed]);
  const session = view.sessions.find(({ key, trusted }) => key === view.current && trusted);
  return session ? screenOfSession(session, view, index) : screenWithout(view);
}
