import { hasSharedHost } from '#core/portals/portals.ts';
import type { Areas } from '../storage/areas.ts';
import { createPortalTable, type PortalRef } from './portal-table.ts';
import type { Session } from './session.ts';

/** A portal that the person confirmed. Version 0.1.0 stored no users: then it is trusted for nobody yet. */
interface Confirmed {
  /** Identities as `identityOf` gives them, or UNKNOWN_USER. */
  readonly users?: readonly string[];
}

/** Stands for the user of a portal that does not say who is signed in. */
const UNKNOWN_USER = 'unknown';

/** What trust depends on. */
export type Identified = PortalRef & Pick<Session, 'identity' | 'checked' | 'confirmed' | 'expired'>;

export interface TrustedPortals {
  /** Remembers that the person confirmed a portal, so that it may be asked who is signed in. */
  confirm(portal: PortalRef): Promise<void>;
  /** Trusts the portal for the user of a session. On a host shared by several directories an unknown user is not stored. */
  trust(session: Identified): Promise<void>;
  isTrusted(session: Identified): Promise<boolean>;
  /** Whether the person, or an administrator, confirmed this portal for any user. */
  isConfirmed(portal: PortalRef): Promise<boolean>;
  /** Start URLs of the portals confirmed outside private windows. */
  startUrls(): Promise<readonly string[]>;
  /** Forgets the portals confirmed in private windows. */
  forgetPrivate(): Promise<void>;
  forgetAll(): Promise<void>;
}

/**
 * The portals that the person has confirmed, each for the users signed in at that moment (docs/DECISIONS.md, 15). A
 * confirmation outside private windows also holds in them, not the other way round.
 * @param managed start URLs that an administrator trusts for every user. Not on shared hosts: their cookie may be another
 * directory's.
 */
export function createTrustedPortals(areas: Areas, managed: () => Promise<readonly string[]>): TrustedPortals {
  const { of, lasting, change, forgetPrivate, forgetAll } = createPortalTable<Confirmed>(areas, 'trusted');

  async function entriesOf(portal: PortalRef): Promise<readonly Confirmed[]> {
    const found = [await of({ ...portal, isPrivate: false }), portal.isPrivate ? await of(portal) : undefined];
    return found.filter((each) => each !== undefined);
  }

  const isManaged = async ({ startUrl }: PortalRef) => !hasSharedHost(startUrl) && (await managed()).includes(startUrl);
  const isConfirmed = async (portal: PortalRef) => (await entriesOf(portal)).length > 0 || (await isManaged(portal));

  /** The session's user as the table names it; null if no table entry can stand for it. */
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
      // Nothing is requested for an ended session: its screen leads to the portal.
      if (session.expired && session.identity === null) return isConfirmed(session);
      if (user === null) return false;
      return (await entriesOf(session)).some(({ users }) => users?.includes(user)) || (await isManaged(session));
    },
    isConfirmed,
    startUrls: async () => (await lasting()).map(([startUrl]) => startUrl),
    forgetPrivate,
    forgetAll,
  };
}
