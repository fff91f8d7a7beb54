import type { PartitionName } from '#core/portals/portals.ts';
import type { Capture, ListingWay, RegionFrom, SessionView } from '#core/protocol/messages.ts';
import type { SessionPlace } from '../storage/session-data.ts';

/**
 * One portal session as the worker stores it, in `storage.session` only. Its place is the cookie store and the start
 * URL; the user is part of the key (docs/DECISIONS.md, 16).
 */
export interface Session extends SessionPlace {
  /** Random, new with every token: tells apart what was started for an earlier token. */
  readonly id: string;
  /** As `sessionKey` gives it. */
  readonly key: string;
  /** Its key before the portal identified the user. */
  readonly was?: string | null;
  readonly isPrivate: boolean;
  readonly label: string;
  readonly partition: PartitionName;
  /** Null once the portal refused it. */
  readonly token: string | null;
  /** Fingerprint of token and named region: recognises a repeated announcement, also after the token was dropped. */
  readonly mark: string;
  /** Fingerprint of the token alone: recognises a token that another start URL reports. */
  readonly tokenMark: string;
  readonly capture: Capture;
  readonly region: string | null;
  /** A refusal of a session whose region the user chose may only mean that the choice was wrong. */
  readonly regionFrom: RegionFrom | null;
  /** The region that the page named, if it has the form of a region of the partition but is not in the table. */
  readonly newRegion: string | null;
  readonly user: string | null;
  /** The directory that the portal named. */
  readonly directory: string | null;
  /** As `identityOf` gives it. */
  readonly identity: string | null;
  /** Whether the person confirmed the portal while it had this token. */
  readonly confirmed: boolean;
  /** Epoch ms. */
  readonly expiresAt: number | null;
  /** Whether the portal has been asked who the user is. */
  readonly checked: boolean;
  /** When the portal last identified the user, epoch ms. */
  readonly goodAt?: number;
  readonly whoAmI: SessionView['whoAmI'];
  readonly expired: boolean;
}

/** A session that requests can be made for. */
export interface LiveSession extends Session {
  readonly token: string;
  readonly region: string;
}

/** Whether two sessions share cookie store and portal. */
export function samePlace(a: SessionPlace, b: SessionPlace): boolean {
  return a.store === b.store && a.startUrl === b.startUrl;
}

/** Whether requests can be made for it: it has a token and a region, and the portal has not refused it. */
export function isLive(session: Session): session is LiveSession {
  return session.token !== null && session.region !== null && !session.expired;
}

/** What the worker knows of a session's portal. */
interface PortalFacts extends Pick<SessionView, 'trusted' | 'confirmedBefore'> {
  readonly listedBy: ListingWay | null;
}

/** What the popup may see of a session: nothing of the token. */
export function sessionView(session: Session, facts: PortalFacts): SessionView {
  const { key, startUrl, label, partition, region, regionFrom, newRegion } = session;
  const { user, directory, checked, expiresAt, expired, capture, whoAmI } = session;
  const where = { key, was: session.was ?? null, startUrl, label, partition, region, regionFrom, newRegion };
  return { ...where, ...facts, checked, user, directory, expiresAt, expired, capture, whoAmI };
}
