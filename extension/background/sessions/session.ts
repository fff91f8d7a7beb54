import type { PartitionName } from '#core/portals/portals.ts';
import type { Capture, ListingWay, RegionFrom, SessionView } from '#core/protocol/messages.ts';

/**
 * One portal session as the worker keeps it, in `storage.session` only. A cookie store holds one session of a portal
 * at a time, so a store and a start URL name the place, and the user is part of the key (docs/DECISIONS.md, 16).
 */
export interface Session {
  /** Random, new with every token: whatever was begun for another token is told apart by it. */
  readonly id: string;
  readonly key: string;
  /** Its key until the portal said whose it is. */
  readonly was?: string | null;
  readonly store: string;
  readonly isPrivate: boolean;
  readonly startUrl: string;
  readonly label: string;
  readonly partition: PartitionName;
  /** Null once the portal refused it. */
  readonly token: string | null;
  /** Tells a page that repeats itself from one with news, also after the token was dropped. */
  readonly mark: string;
  readonly capture: Capture;
  readonly region: string | null;
  /** A region that the user chose may be wrong, so a refusal may mean no more than that. */
  readonly regionFrom: RegionFrom | null;
  /** What the page named, where it looks like a region of the partition and the table has none of that name. */
  readonly newRegion: string | null;
  readonly user: string | null;
  /** Epoch ms. */
  readonly expiresAt: number | null;
  /** Whether the portal has been asked whose token this is. */
  readonly checked: boolean;
  /** When the portal last said whose it is, epoch ms. */
  readonly goodAt?: number;
  readonly whoAmI: SessionView['whoAmI'];
  readonly expired: boolean;
}

/** A session that requests can be made for. */
export interface LiveSession extends Session {
  readonly token: string;
  readonly region: string;
}

/**
 * Store, start URL and user as one text. Without a known user the token's own id stands in, so that two unknown
 * users never share anything.
 */
export function sessionKey(session: Pick<Session, 'store' | 'startUrl' | 'user' | 'id'>): string {
  const { store, startUrl, user, id } = session;
  return JSON.stringify(user === null ? [store, startUrl, null, id] : [store, startUrl, user]);
}

/** Whether a session key, of any user, belongs to this place. */
export function isKeyOf(key: string, place: Pick<Session, 'store' | 'startUrl'>): boolean {
  return key.startsWith(`${JSON.stringify([place.store, place.startUrl]).slice(0, -1)},`);
}

export function samePlace(a: Pick<Session, 'store' | 'startUrl'>, b: Pick<Session, 'store' | 'startUrl'>): boolean {
  return a.store === b.store && a.startUrl === b.startUrl;
}

/** Whether anything of this session may rest on disk (docs/DECISIONS.md, 18). */
export function staysInMemory(session: Pick<Session, 'isPrivate' | 'user'>): boolean {
  return session.isPrivate || session.user === null;
}

export function isLive(session: Session): session is LiveSession {
  return session.token !== null && session.region !== null && !session.expired;
}

/** What the popup may see of it: nothing of the token. */
export function sessionView(session: Session, trusted: boolean, listedBy: ListingWay | null): SessionView {
  const { key, startUrl, label, partition, region, regionFrom, newRegion } = session;
  const { user, expiresAt, expired, capture, whoAmI } = session;
  const where = { key, was: session.was ?? null, startUrl, label, partition, region, regionFrom, newRegion };
  return { ...where, trusted, user, expiresAt, expired, capture, listedBy, whoAmI };
}
