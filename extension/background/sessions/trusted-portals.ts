import { hasSharedHost } from '#core/portals/portals.ts';
import type { Areas } from '../storage/areas.ts';
import { createPortalTable, type PortalRef } from './portal-table.ts';
import type { Session } from './session.ts';

/** A portal that the person confirmed. Entries from version 0.1.0 contain no users, so they trust no user. */
interface Confirmed {
  /**
   * The users for whom the portal is trusted: identities as `identityOf` gives them, or UNKNOWN_USER for an unknown
   * user.
   */
  readonly users?: readonly string[];
}

/** The text that is stored as the user if a portal does not say who is signed in. */
const UNKNOWN_USER = 'unknown';

/** The fields of a session on which trust depends. */
export type Identified = PortalRef & Pick<Session, 'identity' | 'checked' | 'confirmed' | 'expired'>;

/** A portal that a person confirmed in a normal window, or that an administrator trusts. */
export interface TrustedPortal {
  readonly startUrl: string;
  /** The number of users for whom the person confirmed the portal. An unknown user is not counted. */
  readonly users: number;
  /** Whether the person confirmed the portal for a user whose name the portal did not say. */
  readonly unknownUser: boolean;
  /** Whether an administrator trusts the portal for every user. */
  readonly managed: boolean;
}

export interface TrustedPortals {
  /** Stores that the person confirmed a portal. After this, the worker may ask the portal who is signed in. */
  confirm(portal: PortalRef): Promise<void>;
  /**
   * Trusts the portal for the session's user. If the user is unknown and several directories share the portal's host,
   * no user is stored.
   */
  trust(session: Identified): Promise<void>;
  /** Whether the portal is trusted for the user of this session. */
  isTrusted(session: Identified): Promise<boolean>;
  /** Whether the person confirmed this portal for at least one user, or an administrator trusts it. */
  isConfirmed(portal: PortalRef): Promise<boolean>;
  /** Start URLs of the portals that were confirmed in normal windows. */
  startUrls(): Promise<readonly string[]>;
  /** The portals that were confirmed in normal windows, and those that an administrator trusts. */
  list(): Promise<readonly TrustedPortal[]>;
  /** Forgets all confirmations of a portal. If an administrator trusts the portal, it stays trusted. */
  forget(startUrl: string): Promise<void>;
  /** Forgets the portals that were confirmed in private windows. */
  forgetPrivate(): Promise<void>;
  /** Forgets all confirmations of all portals. The portals that an administrator trusts stay trusted. */
  forgetAll(): Promise<void>;
}

/**
 * Creates the list of portals that the person has confirmed. Each portal is confirmed only for certain users
 * (docs/DECISIONS.md, 15). A confirmation in a normal window also counts in private windows. A confirmation in a
 * private window does not count in normal windows.
 * @param managed start URLs that an administrator trusts for every user. A start URL is ignored if several directories
 * share its host, because the cookie may belong to another directory.
 */
export function createTrustedPortals(areas: Areas, managed: () => Promise<readonly string[]>): TrustedPortals {
  const { of, lasting, change, forget, forgetPrivate, forgetAll } = createPortalTable<Confirmed>(areas, 'trusted');

  async function entriesOf(portal: PortalRef): Promise<readonly Confirmed[]> {
    const found = [await of({ ...portal, isPrivate: false }), portal.isPrivate ? await of(portal) : undefined];
    return found.filter((each) => each !== undefined);
  }

  const managedUrls = async () => (await managed()).filter((startUrl) => !hasSharedHost(startUrl));
  const isManaged = async ({ startUrl }: PortalRef) => (await managedUrls()).includes(startUrl);
  const isConfirmed = async (portal: PortalRef) => (await entriesOf(portal)).length > 0 || (await isManaged(portal));

  /** The text that the table contains for the session's user. Null if this user cannot be stored. */
  function userOf({ identity, checked, startUrl }: Identified): string | null {
    return identity ?? (checked && !hasSharedHost(startUrl) ? UNKNOWN_USER : null);
  }

  return {
    confirm: (portal) => change(portal, (before) => before ?? { users: [] }),
    trust: (session) =>
      change(session, (before) => {
        const { users = [] } = before ?? {};
        const user = userOf(session);
        if (before?.users && (user === null || users.includes(user))) return before;
        return { users: user === null ? users : [...users, user] };
      }),
    async isTrusted(session) {
      if (session.confirmed) return true;
      const user = userOf(session);
      // No requests are sent for an ended session. The popup only shows a link to the portal. So any confirmation is
      // enough.
      if (session.expired && session.identity === null) return isConfirmed(session);
      if (user === null) return false;
      return (await entriesOf(session)).some(({ users }) => users?.includes(user)) || (await isManaged(session));
    },
    isConfirmed,
    startUrls: async () => (await lasting()).map(([startUrl]) => startUrl),
    async list() {
      const [confirmed, byAdministrator] = [new Map(await lasting()), await managedUrls()];
      return [...new Set([...confirmed.keys(), ...byAdministrator])].map((startUrl) => {
        const users = confirmed.get(startUrl)?.users ?? [];
        const named = users.filter((user) => user !== UNKNOWN_USER).length;
        const unknownUser = named < users.length;
        return { startUrl, users: named, unknownUser, managed: byAdministrator.includes(startUrl) };
      });
    },
    forget,
    forgetPrivate,
    forgetAll,
  };
}
