import { KeyferryError } from '#core/errors.ts';
import type { Capture } from '#core/protocol/messages.ts';
import { type SessionPlace, sessionKey } from '../storage/session-data.ts';
import type { Cancellation } from './cancellation.ts';
import type { PortalMemory } from './portal-memory.ts';
import type { PortalPlace } from './sender.ts';
import { isLive, type Session } from './session.ts';
import { type NamedRegion, regionOf } from './session-region.ts';
import type { SessionStore } from './session-store.ts';
import type { TrustedPortals } from './trusted-portals.ts';

/** A portal's session as it was read, from the page or from the browser's cookies. */
export interface Announced {
  readonly token: string;
  readonly named: NamedRegion | null;
  readonly capture: Capture;
}

export interface AnnouncementDeps {
  readonly store: Pick<SessionStore, 'at' | 'put' | 'update'>;
  readonly trust: Pick<TrustedPortals, 'isTrusted'>;
  readonly portals: Pick<PortalMemory, 'chosenRegion' | 'remember'>;
  readonly cancellation: Pick<Cancellation, 'abort'>;
  readonly newId: () => string;
  /** A one-way fingerprint of a text. */
  readonly markOf: (text: string) => Promise<string>;
  /** Asks the portal for the user, if the portal is trusted. */
  readonly identify: (session: Session) => Promise<unknown>;
}

/** Records the sessions that portals announce. */
export interface Announcements {
  /** Stores a session and asks a trusted portal for its user. A repeated announcement changes nothing. */
  announce(place: PortalPlace, announced: Announced): Promise<void>;
  /** Remembers how the session of a place was read and its region, if its portal is trusted. */
  remember(place: SessionPlace): Promise<void>;
}

export function createAnnouncements(deps: AnnouncementDeps): Announcements {
  const { store, trust, portals, identify } = deps;

  async function sessionFrom(place: PortalPlace, { token, named, capture }: Announced): Promise<Session> {
    const { store, isPrivate, startUrl, label, partition } = place;
    const fresh = { id: deps.newId(), store, isPrivate, startUrl, label, partition, token, user: null };
    const rest = { capture, expiresAt: null, checked: false, whoAmI: null, expired: false };
    const mark = await deps.markOf(`${named?.name ?? null} ${token}`);
    return { ...fresh, ...rest, ...(await regionOf(place, named, portals)), key: sessionKey(fresh), mark };
  }

  async function remember(place: SessionPlace): Promise<void> {
    const session = await store.at(place);
    if (!session || !isLive(session) || !(await trust.isTrusted(session))) return;
    const { capture, region, regionFrom } = session;
    await portals.remember(session, { capture, ...(regionFrom && { region: { name: region, from: regionFrom } }) });
  }

  /** The same token again, perhaps read in another way. */
  async function repeated(before: Session, capture: Capture): Promise<void> {
    await identify(before);
    if (before.capture === capture) return;
    const now = await store.at(before);
    if (now) await store.update(now.id, (each) => ({ ...each, capture }));
    await remember(before);
  }

  return {
    remember,
    async announce(place, announced) {
      const session = await sessionFrom(place, announced);
      const before = await store.at(session);
      if (before?.mark === session.mark) return repeated(before, announced.capture);
      if (before) deps.cancellation.abort(before.id, new KeyferryError('SESSION_CHANGED'));
      // Keeps the old key for display until the portal identifies the user of the new token; `live` asks first.
      const shown = before && !before.expired ? { ...session, key: before.key, user: before.user } : session;
      await store.put(shown);
      await identify(shown);
      await remember(shown);
    },
  };
}
