import { createLimiters } from './portal-api/rate-limiters.ts';
import { createSsoClient } from './portal-api/sso-client.ts';
import { createCancellation } from './sessions/cancellation.ts';
import { createCookieCapture } from './sessions/cookie-capture.ts';
import { createCookieJar } from './sessions/cookie-jar.ts';
import { createAdmittedRegion, createGranted, withheldFrom } from './sessions/host-permissions.ts';
import { lockedPortals } from './sessions/locked-portals.ts';
import { createPortalMemory } from './sessions/portal-memory.ts';
import { createSessionRequests } from './sessions/session-requests.ts';
import { createSessionStore } from './sessions/session-store.ts';
import { createSessions, type SessionsDeps } from './sessions/sessions.ts';
import { createSignOut, type SignOutDeps } from './sessions/sign-out.ts';
import { createTrustedPortals } from './sessions/trusted-portals.ts';
import { createAmbiguousPortals, createUnreadablePortals } from './sessions/unreadable-portals.ts';
import { createManagedPolicy } from './storage/managed-policy.ts';
import { createPortalClock } from './storage/portal-clock.ts';
import type { WorkerDeps } from './worker-deps.ts';

/** The changes that the sessions report to other parts of the worker. */
export interface SessionEvents extends Pick<SessionsDeps, 'changed' | 'identified' | 'retired'> {
  /** Called when the difference between this computer's clock and the portal's clock has changed. */
  clockChanged(): void;
}

/** Creates the parts that work with sessions and portals, and that send requests to portals. */
export function createSessionParts(browser: WorkerDeps, events: SessionEvents) {
  const { areas, now, later, permissions } = browser;
  const store = createSessionStore(areas.session, events.changed);
  const admitted = createAdmittedRegion(permissions);
  const granted = createGranted(permissions);
  const trust = createTrustedPortals(areas, createManagedPolicy(browser.managed).trustedPortals);
  const portals = createPortalMemory(areas, admitted);
  const unreadable = createUnreadablePortals(areas.session);
  const ambiguous = createAmbiguousPortals(areas.session);
  const jar = createCookieJar(browser);
  const cancellation = createCancellation();
  const limiters = createLimiters({ now, later });
  limiters.setQuiet(true);
  const clock = createPortalClock({ memory: areas.session, changed: events.clockChanged });
  const sso = createSsoClient({ ...browser, onDate: clock.observed });
  const requests = createSessionRequests({ sso, limiters, cancellation, store, granted });
  const own = { store, memory: areas.session, trust, portals, admitted, cancellation, requests };
  const sessions = createSessions({ ...browser, ...own, ...events });
  return {
    sessions,
    trust,
    portals,
    unreadable,
    ambiguous,
    jar,
    cancellation,
    limiters,
    requests,
    clock,
    markOf: browser.markOf,
    locked: () => lockedPortals({ unreadable, store, jar, portals }),
    /**
     * The page patterns and API origins for which the browser has not granted access, although the current session
     * needs this access.
     */
    withheld: async () => withheldFrom(granted, await sessions.current(), await trust.startUrls()),
  };
}

export type SessionParts = ReturnType<typeof createSessionParts>;

/** Creates the part that ends sessions, and the part that reads the sessions that only the browser can read. */
export function createSessionEnds(browser: WorkerDeps, deps: SignOutDeps & SessionParts) {
  const signOut = createSignOut(deps);
  const { defaultStore } = browser;
  return { signOut, capture: createCookieCapture({ ...deps, defaultStore, endPlace: signOut.endPlace }) };
}
