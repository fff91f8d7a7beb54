import { hasSharedHost } from '#core/portals/portals.ts';
import type { Areas } from '../storage/areas.ts';
import { createPortalTable, type PortalRef } from './portal-table.ts';
import type { Session } from './session.ts';

/** A portal that the person confirmed. An entry of version 0.1.0 has no users, so it trusts no user yet. */
interface Confirmed {
  /** Identities as `identityOf` gives them, or UNKNOWN_USER. */
  readonly users?: readonly string[];
}

/** Used as the user of a portal that does not say who is signed in. */
const UNKNOWN_USER = 'unknown';

/** The fields of a session on which trust depends. */
export type Identified = PortalRef & Pick<Session, 'identity' | 'checked' | 'confirmed' | 'expired'>;

/** A portal that was confirmed outside private windows, or that an administrator trusts. */
export interface TrustedPortal {
  readonly startUrl: string;
  /** How many named users were signed in when the person confirmed the portal. */
  readonly users: number;
  /** Whether the person confirmed the portal while it named no user. */
  readonly unknownUser: boolean;
  /** Whether an administrator trusts the portal for every user. */
  readonly managed: boolean;
}

export interface TrustedPortals {
  /** Remembers that the person confirmed a portal, so that it may be asked who is signed in. */
  confirm(portal: PortalRef): Promise<void>;
  /** Trusts the portal for the session's user. On a host with several directories, an unknown user is not stored. */
  trust(session: Identified): Promise<void>;
  /** Whether the portal is trusted for the user of this session. */
  isTrusted(session: Identified): Promise<boolean>;
  /** Whether the person, or an administrator, confirmed this portal for any user. */
  isConfirmed(portal: PortalRef): Promise<boolean>;
  /** Start URLs of the portals confirmed outside private windows. */
  startUrls(): Promise<readonly string[]>;
  /** The portals of `startUrls` and those of the administrator. */
  list(): Promise<readonly TrustedPortal[]>;
  /** Forgets all confirmations of a portal. The trust of an administrator stays. */
  forget(startUrl: string): Promise<void>;
  /** Forgets the portals confirmed in private windows. */
  forgetPrivate(): Promise<void>;
  /** Forgets all confirmations of all portals. The trust of an administrator stays. */
  forgetAll(): Promise<void>;
}

/**
 * The portals that the person has confirmed, each for the users who were signed in at that time (docs/DECISIONS.md,
 * 15). A confirmation outside private windows also counts in private windows, but not the other way round.
 * @param managed start URLs that an administrator trusts for every user. They are ignored on shared hosts, because the
 * cookie may belong to another directory.
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

  /** The session's user as stored in the table. Null if the table cannot store this user. */
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
      // An ended session causes no requests. The popup's screen for this session only links to the portal.
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
