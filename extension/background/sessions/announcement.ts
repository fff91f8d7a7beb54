import { KeyferryError } from '#core/errors.ts';
import type { Capture } from '#core/protocol/messages.ts';
import { type SessionPlace, sessionKey } from '../storage/session-data.ts';
import type { Cancellation } from './cancellation.ts';
import type { MarkOf } from './identity.ts';
import type { PortalMemory } from './portal-memory.ts';
import type { PortalPlace } from './sender.ts';
import { isLive, type Session } from './session.ts';
import { type NamedRegion, regionOf } from './session-region.ts';
import type { SessionStore } from './session-store.ts';
import type { TrustedPortals } from './trusted-portals.ts';

/** What the page or the browser's cookies say about a portal's session. */
export interface Announced {
  readonly token: string;
  readonly named: NamedRegion | null;
  readonly capture: Capture;
}

export interface AnnouncementDeps {
  readonly store: Pick<SessionStore, 'all' | 'at' | 'put' | 'update' | 'take'>;
  readonly trust: Pick<TrustedPortals, 'isTrusted'>;
  readonly portals: Pick<PortalMemory, 'chosenRegion' | 'remember'>;
  readonly cancellation: Pick<Cancellation, 'abort'>;
  readonly newId: () => string;
  /** Gives the current time, in epoch ms. */
  readonly now: () => number;
  readonly markOf: MarkOf;
  /** If the portal is confirmed, asks it who the user is. */
  readonly identify: (session: Session) => Promise<unknown>;
}

/** Records the sessions that portal pages announce or that are read from the browser's cookies. */
export interface Announcements {
  /**
   * Stores a session. If the portal is confirmed, also asks it who the user is. A repeated announcement changes
   * nothing.
   * @returns false if another start URL in the same cookie store has already announced the same token. This happens
   * because directories on one host share their cookies. Then the session is not stored.
   */
  announce(place: PortalPlace, announced: Announced): Promise<boolean>;
  /** If the portal is trusted, remembers the region of its session and how the session was read. */
  remember(place: SessionPlace): Promise<void>;
}

/** Creates the record of announced sessions. */
export function createAnnouncements(deps: AnnouncementDeps): Announcements {
  const { store, trust, portals, identify } = deps;

  async function sessionFrom(place: PortalPlace, { token, named, capture }: Announced): Promise<Session> {
    const { store, isPrivate, startUrl, label, partition } = place;
    const fresh = {
      id: deps.newId(),
      store,
      isPrivate,
      startUrl,
      label,
      partition,
      token,
      user: null,
      directory: null,
      identity: null,
      confirmed: false,
    };
    const rest = { since: deps.now(), capture, expiresAt: null, checked: false, whoAmI: null, expired: false };
    const marks = { mark: await deps.markOf(`${named?.name ?? null} ${token}`), tokenMark: await deps.markOf(token) };
    return { ...fresh, ...rest, ...marks, ...(await regionOf(place, named, portals)), key: sessionKey(fresh) };
  }

  async function remember(place: SessionPlace): Promise<void> {
    const session = await store.at(place);
    if (!session || !isLive(session) || !(await trust.isTrusted(session))) return;
    const { capture, region, regionFrom } = session;
    await portals.remember(session, { capture, ...(regionFrom && { region: { name: region, from: regionFrom } }) });
  }

  /** Handles a token that was announced before. This time, it may have been read in another way. */
  async function repeated(before: Session, capture: Capture): Promise<void> {
    await identify(before);
    if (before.capture === capture) return;
    const now = await store.at(before);
    if (now) await store.update(now.id, (each) => ({ ...each, capture }));
    await remember(before);
  }

  /**
   * Whether another start URL in this cookie store already has a session with this token. There is one exception: the
   * portal has identified the user of the other session, but this user is not trusted. Then the page of the other start
   * URL has only announced the token first, although the token belongs to this directory. So the other session is
   * removed, and the result is false.
   */
  async function belongsElsewhere({ store: cookieStore, startUrl, tokenMark }: Session): Promise<boolean> {
    const isOther = (each: Session) =>
      each.store === cookieStore && each.startUrl !== startUrl && each.tokenMark === tokenMark;
    const holder = (await store.all()).find(isOther);
    if (!holder) return false;
    if (!holder.checked || holder.expired || (await trust.isTrusted(holder))) return true;
    await store.take(({ id }) => id === holder.id);
    deps.cancellation.abort(holder.id, new KeyferryError('SESSION_CHANGED'));
    return false;
  }

  return {
    remember,
    async announce(place, announced) {
      const session = await sessionFrom(place, announced);
      const before = await store.at(session);
      if (before?.mark === session.mark) {
        await repeated(before, announced.capture);
        return true;
      }
      if (await belongsElsewhere(session)) return false;
      if (before) deps.cancellation.abort(before.id, new KeyferryError('SESSION_CHANGED'));
      // The session keeps the old session key until the portal has identified the user of the new token.
      // `sessions.live` asks the portal before the session is used.
      const { key, user, directory, identity } = before && !before.expired ? before : session;
      const shown = { ...session, key, user, directory, identity };
      await store.put(shown);
      await identify(shown);
      await remember(shown);
      return true;
    },
  };
}
