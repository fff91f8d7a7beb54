import type { PartitionName } from '#core/portals/portals.ts';
import type { Capture, ListingWay, RegionFrom, SessionView } from '#core/protocol/messages.ts';
import type { SessionPlace } from '../storage/session-data.ts';

/**
 * One portal session, as the worker stores it. Sessions are only in `storage.session`. The cookie store and the start
 * URL are the place of a session. The session key contains the place and the user (docs/DECISIONS.md, 16).
 */
export interface Session extends SessionPlace {
  /** A random id. The id changes with each new token. So the worker notices when work began with an earlier token. */
  readonly id: string;
  /** The session key, as `sessionKey` gives it. */
  readonly key: string;
  /** The key that the session had before the portal identified the user. */
  readonly was?: string | null;
  readonly isPrivate: boolean;
  readonly label: string;
  readonly partition: PartitionName;
  /** The session's token. Null after the portal refused the token. */
  readonly token: string | null;
  /**
   * Fingerprint of the token and of the region that the page named. With this fingerprint, the worker recognizes a
   * repeated message of the page, even after the token was erased.
   */
  readonly mark: string;
  /**
   * Fingerprint of the token without the region. With it, the worker notices that pages of two start URLs have the same
   * token.
   */
  readonly tokenMark: string;
  readonly capture: Capture;
  readonly region: string | null;
  /**
   * Where the region comes from. If the user chose the region and the portal then refuses a request, the choice may be
   * wrong.
   */
  readonly regionFrom: RegionFrom | null;
  /**
   * A region that the page named and that this version does not know. It has the form of a region in this partition.
   */
  readonly newRegion: string | null;
  readonly user: string | null;
  /** The id of the directory of users, as the portal named it. */
  readonly directory: string | null;
  /** The user's identity, as `identityOf` gives it. */
  readonly identity: string | null;
  /** Whether the person confirmed the portal while the session had its current token. */
  readonly confirmed: boolean;
  /** When the portal session ends, in epoch ms; null if this is not known. */
  readonly expiresAt: number | null;
  /** Whether the worker has asked the portal who the user is and need not ask again. */
  readonly checked: boolean;
  /** When the worker first saw this token, in epoch ms. */
  readonly since?: number;
  /** When the portal last identified the user, in epoch ms. */
  readonly goodAt?: number;
  readonly whoAmI: SessionView['whoAmI'];
  readonly expired: boolean;
}

/** A session for which requests can be made. */
export interface LiveSession extends Session {
  readonly token: string;
  readonly region: string;
}

/** Whether two sessions have the same cookie store and portal. */
export function samePlace(a: SessionPlace, b: SessionPlace): boolean {
  return a.store === b.store && a.startUrl === b.startUrl;
}

/** Whether requests can be made for a session. The session must have a token and a region, and must not have ended. */
export function isLive(session: Session): session is LiveSession {
  return session.token !== null && session.region !== null && !session.expired;
}

/** The facts about the portal of a session. The popup shows them. */
interface PortalFacts extends Pick<SessionView, 'trusted' | 'confirmedBefore'> {
  readonly listedBy: ListingWay | null;
}

/** The part of a session that the popup may see. It contains neither the token nor a fingerprint of the token. */
export function sessionView(session: Session, facts: PortalFacts): SessionView {
  const { key, startUrl, label, partition, region, regionFrom, newRegion } = session;
  const { user, directory, checked, expiresAt, expired, capture, whoAmI } = session;
  const where = { key, was: session.was ?? null, startUrl, label, partition, region, regionFrom, newRegion };
  return { ...where, ...facts, checked, user, directory, expiresAt, expired, capture, whoAmI };
}
