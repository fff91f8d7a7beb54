import type { RoleRef } from '#core/credentials.ts';
import { KeyferryError } from '#core/errors.ts';
import { portalLabel } from '#core/portals/portals.ts';
import type { RoleIndex } from '#core/protocol/messages.ts';
import type { IndexStore } from '../listing/index-store.ts';
import type { LiveSession, Session } from '../sessions/session.ts';
import type { Sessions } from '../sessions/sessions.ts';
import type { TrustedPortals } from '../sessions/trusted-portals.ts';

/** The role for which a program has requested a new profile. */
export interface NamedRole extends RoleRef {
  /** The portal's label. */
  readonly portal: string;
  /** Name of the new profile. */
  readonly profile: string;
}

/** The session that can give keys for a role, and the extension's list of roles that contains this role. */
export interface RoleSession {
  readonly session: LiveSession;
  readonly list: RoleIndex;
}

export interface RoleSessionsDeps {
  readonly sessions: Pick<Sessions, 'all' | 'current' | 'live'>;
  readonly trust: Pick<TrustedPortals, 'startUrls'>;
  readonly indexStore: Pick<IndexStore, 'read'>;
  /** Looks for the sessions of these portals in the browser's cookies. */
  readonly restore: (startUrls: readonly string[]) => Promise<void>;
}

export const setUpRefusal = (name: string, why: string, remedy: string) =>
  new KeyferryError('SET_UP_REFUSED', { name, why, remedy });

const hasRole = (list: RoleIndex | null, { accountId, roleName }: RoleRef): boolean =>
  list?.accounts.some((each) => each.accountId === accountId && each.roles?.includes(roleName)) ?? false;

/**
 * Whether the list was completed during this session. An older list may belong to another user, or contain roles that
 * the user has lost.
 */
const isOfSession = (list: RoleIndex, { since }: Session): boolean => since !== undefined && list.listedAt >= since;

/** Finds the session for a role that a program has requested. Sessions of private windows are not used. */
export interface RoleSessions {
  /**
   * The session whose list contains the role. A list that is older than its session is not used.
   * @throws KeyferryError NO_SESSION, SET_UP_REFUSED, and the errors of `Sessions.live`
   */
  of(role: NamedRole): Promise<RoleSession>;
}

export function createRoleSessions({ sessions, trust, indexStore, restore }: RoleSessionsDeps): RoleSessions {
  async function signedIn(portal: string): Promise<readonly LiveSession[]> {
    const open = (await sessions.all()).filter((each) => !each.isPrivate && !each.expired && each.label === portal);
    const live = await Promise.all(open.map(({ key }) => sessions.live(key).catch(() => null)));
    return live.filter((each) => each !== null);
  }

  /**
   * The sessions of the portal with this label. If no session is known, first looks for sessions in the browser's
   * cookies.
   */
  async function candidates(portal: string): Promise<readonly LiveSession[]> {
    const known = await signedIn(portal);
    if (known.length > 0) return known;
    await restore((await trust.startUrls()).filter((startUrl) => portalLabel(startUrl) === portal));
    return signedIn(portal);
  }

  return {
    async of(role) {
      const found = await candidates(role.portal);
      if (found.length === 0) throw new KeyferryError('NO_SESSION');
      const lists = await Promise.all(found.map((session) => indexStore.read(session)));
      const withRole = found.flatMap((session, at) => {
        const list = lists[at] ?? null;
        return list && hasRole(list, role) ? [{ session, list }] : [];
      });
      const fresh = withRole.filter(({ session, list }) => isOfSession(list, session));
      const current = await sessions.current();
      const [first, ...others] = fresh;
      const chosen = others.length === 0 ? first : fresh.find(({ session }) => session.key === current?.key);
      if (chosen) return chosen;
      if (fresh.length > 0)
        throw setUpRefusal(role.profile, 'several users are signed in', 'Choose the user in the popup, then try again');
      if (withRole.length > 0 || lists.some((list, at) => !list || !isOfSession(list, found[at] as Session)))
        throw setUpRefusal(
          role.profile,
          'the list of roles in the browser is older than your sign-in',
          'Open Keyferry in the browser and wait until it has listed your roles. Then run the command again',
        );
      throw setUpRefusal(
        role.profile,
        'the list of roles in the browser does not contain the role',
        'Check the role in the popup, or refresh the list there',
      );
    },
  };
}
