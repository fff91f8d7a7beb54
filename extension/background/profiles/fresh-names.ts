import { keepsFresh, withFresh } from '#core/personal.ts';
import type { ProfileView } from '#core/protocol/messages.ts';
import { roleKey } from '#core/role-key.ts';
import { isLive, type LiveSession, type Session } from '../sessions/session.ts';
import type { Sessions } from '../sessions/sessions.ts';
import type { PersonalStore } from '../storage/personal-store.ts';
import type { SettingsStore } from '../storage/settings-store.ts';
import { isOfOtherUser } from './own-profile.ts';

export interface FreshNamesDeps {
  readonly sessions: Pick<Sessions, 'all' | 'trusted'>;
  readonly personal: Pick<PersonalStore, 'read' | 'change' | 'portalsWith'>;
  readonly settings: Pick<SettingsStore, 'read'>;
  /** Whether an administrator forbids live profiles. */
  readonly isForbidden: () => Promise<boolean>;
}

/** A profile for which `Keep fresh` is on, and the session that can renew it. */
export interface Renewable<Profile extends ProfileView = ProfileView> {
  readonly profile: Profile;
  readonly session: LiveSession;
}

/**
 * The lists of profiles for which `Keep fresh` is on. Each user of a portal has a separate list, which is part of the
 * user's personal data. Sessions of private windows have no list.
 */
export interface FreshNames {
  /** Whether `Keep fresh` may renew profiles: the switch of live profiles is on, and no administrator forbids it. */
  isOn(): Promise<boolean>;
  /**
   * Selects the profiles that `Keep fresh` can renew now. For each of these profiles, there is a valid session of the
   * profile's own portal and user.
   */
  renewable<Profile extends ProfileView>(profiles: readonly Profile[]): Promise<readonly Renewable<Profile>[]>;
  /**
   * The names of the profiles for which `Keep fresh` is on, also if the session has ended. Empty if
   * `isOn` returns false.
   */
  names(profiles: readonly ProfileView[]): Promise<readonly string[]>;
  /** Whether `Keep fresh` is on for at least one profile. */
  isUsed(): Promise<boolean>;
  /**
   * Start URLs of the portals with profiles for which `Keep fresh` is on. Reads only personal data on disk. Empty if
   * `isOn` returns false.
   */
  portals(): Promise<readonly string[]>;
  /** Turns `Keep fresh` on or off for these profiles of a session's user. */
  set(session: Session, profiles: readonly ProfileView[], on: boolean): Promise<void>;
  /** Removes profiles from the lists if they no longer exist, or if they now belong to another role or user. */
  reconcile(profiles: readonly ProfileView[]): Promise<void>;
}

/** Creates the lists of profiles for which `Keep fresh` is on. */
export function createFreshNames({ sessions, personal, settings, isForbidden }: FreshNamesDeps): FreshNames {
  /** Sessions outside private windows whose portal has already been asked who the user is. */
  const owners = async () => (await sessions.all()).filter(({ isPrivate, checked }) => !isPrivate && checked);

  async function usable(): Promise<readonly LiveSession[]> {
    const trustedOnly = async (session: LiveSession) =>
      sessions.trusted(session.key).then(
        () => [session],
        () => [],
      );
    return (await Promise.all((await owners()).filter(isLive).map(trustedOnly))).flat();
  }

  /**
   * Whether a profile surely belongs to the user of a session. This matters when an option keeps all profiles fresh. If
   * neither the profile nor the session has a known user, the session must be the only one of the portal.
   */
  function isOwnWithoutDoubt({ portal, user }: ProfileView, session: Session, all: readonly Session[]): boolean {
    if (portal !== session.startUrl) return false;
    if (user !== undefined || session.identity !== null) return user === session.identity;
    return all.filter(({ startUrl }) => startUrl === portal).length === 1;
  }

  /** The profiles for which `Keep fresh` is on, each with its session. Each profile appears at most once. */
  async function kept<Profile extends ProfileView, Of extends Session>(
    profiles: readonly Profile[],
    of: readonly Of[],
  ): Promise<readonly { readonly profile: Profile; readonly session: Of }[]> {
    const { keepFresh: all } = await settings.read();
    const found = new Map<string, { readonly profile: Profile; readonly session: Of }>();
    for (const session of of) {
      const own = await personal.read(session);
      for (const profile of profiles) {
        const isKept = all
          ? isOwnWithoutDoubt(profile, session, of)
          : profile.portal === session.startUrl && !isOfOtherUser(profile, session) && keepsFresh(own, profile);
        if (isKept && !found.has(profile.name)) found.set(profile.name, { profile, session });
      }
    }
    return [...found.values()];
  }

  const isOn = async () => (await settings.read()).liveProfiles && !(await isForbidden());

  return {
    isOn,
    renewable: async (profiles) => ((await isOn()) ? kept(profiles, await usable()) : []),
    async names(profiles) {
      if (!(await isOn())) return [];
      return (await kept(profiles, await owners())).map(({ profile }) => profile.name);
    },
    async isUsed() {
      if (!(await isOn())) return false;
      const all = await owners();
      if ((await settings.read()).keepFresh) return all.length > 0;
      const lists = await Promise.all(all.map((each) => personal.read(each)));
      return lists.some(({ fresh = {} }) => Object.keys(fresh).length > 0);
    },
    async portals() {
      if (!(await isOn())) return [];
      const { keepFresh: all } = await settings.read();
      return personal.portalsWith(({ fresh = {} }) => all || Object.keys(fresh).length > 0);
    },
    set: (session, profiles, on) =>
      personal.change(session, (before) =>
        profiles.reduce((now, each) => withFresh(now, each.name, on ? roleKey(each) : null), before),
      ),
    async reconcile(profiles) {
      const byName = new Map(profiles.map((each) => [each.name, each]));
      for (const session of await owners()) {
        const { fresh = {} } = await personal.read(session);
        const isLeft = (name: string) => {
          const profile = byName.get(name);
          if (!profile || profile.portal !== session.startUrl) return false;
          return !isOfOtherUser(profile, session) && fresh[name] === roleKey(profile);
        };
        const gone = Object.keys(fresh).filter((name) => !isLeft(name));
        if (gone.length === 0) continue;
        await personal.change(session, (before) => gone.reduce((now, name) => withFresh(now, name, null), before));
      }
    },
  };
}
