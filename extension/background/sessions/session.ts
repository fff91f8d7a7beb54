import type { PartitionName } from '#core/portals/portals.ts';
import type { Capture, ListingWay, RegionFrom, SessionView } from '#core/protocol/messages.ts';
import type { SessionPlace } from '../storage/session-data.ts';

/**
 * One portal session as the worker stores it, only in `storage.session`. Its place consists of cookie store and start
 * URL. The user is part of the key (docs/DECISIONS.md, 16).
 */
export interface Session extends SessionPlace {
  /** Random and new with every token. It shows whether work was started for an earlier token. */
  readonly id: string;
  /** The session key, as `sessionKey` gives it. */
  readonly key: string;
  /** The session's key before the portal identified the user. */
  readonly was?: string | null;
  readonly isPrivate: boolean;
  readonly label: string;
  readonly partition: PartitionName;
  /** Null after the portal refused the token. */
  readonly token: string | null;
  /** Fingerprint of token and named region. It shows that an announcement is repeated, even without the token. */
  readonly mark: string;
  /** Fingerprint of only the token. It shows that another start URL reports the same token. */
  readonly tokenMark: string;
  readonly capture: Capture;
  readonly region: string | null;
  /** Where the region comes from. If the user chose it, a refusal may only mean that the choice was wrong. */
  readonly regionFrom: RegionFrom | null;
  /** The region that the page named, if it has the form of a region in this partition but is not in the table. */
  readonly newRegion: string | null;
  readonly user: string | null;
  /** The directory that the portal named. */
  readonly directory: string | null;
  /** The user's identity, as `identityOf` gives it. */
  readonly identity: string | null;
  /** Whether the person confirmed the portal while it had this token. */
  readonly confirmed: boolean;
  /** When the portal session ends, in epoch ms; null if this is not known. */
  readonly expiresAt: number | null;
  /** Whether the portal has been asked who the user is. */
  readonly checked: boolean;
  /** When the portal last identified the user, epoch ms. */
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

/** Whether requests can be made for a session: it has a token and a region, and the portal has not refused it. */
export function isLive(session: Session): session is LiveSession {
  return session.token !== null && session.region !== null && !session.expired;
}

/** The worker's facts about the portal of a session. */
interface PortalFacts extends Pick<SessionView, 'trusted' | 'confirmedBefore'> {
  readonly listedBy: ListingWay | null;
}

/** The part of a session that the popup may see. It contains nothing of the token. */
export function sessionView(session: Session, facts: PortalFacts): SessionView {
  const { key, startUrl, label, partition, region, regionFrom, newRegion } = session;
  const { user, directory, checked, expiresAt, expired, capture, whoAmI } = session;
  const where = { key, was: session.was ?? null, startUrl, label, partition, region, regionFrom, newRegion };
  return { ...where, ...facts, checked, user, directory, expiresAt, expired, capture, whoAmI };
}
