import { KeyferryError, toErrorReply } from '#core/errors.ts';
import type { ReplyOf } from '#core/protocol/answer-request.ts';
import type { ToExtension } from '#core/protocol/host-protocol.ts';
import type { ProfileView } from '#core/protocol/messages.ts';
import type { ProfileRenewal } from '../profiles/renewal.ts';
import type { WrittenProfiles } from '../profiles/written-profiles.ts';
import type { Session } from '../sessions/session.ts';
import type { Sessions } from '../sessions/sessions.ts';
import { createQueue } from '../storage/areas.ts';

/** After a profile was renewed for a program, it is not renewed again for this time, in ms. */
const RECENT_MS = 60_000;

export interface TerminalRenewalDeps {
  readonly sessions: Pick<Sessions, 'all' | 'trusted'>;
  readonly written: Pick<WrittenProfiles, 'ask'>;
  readonly renewal: ProfileRenewal;
  /** Looks for the sessions of these portals in the browser's cookies. */
  readonly restore: (startUrls: readonly string[]) => Promise<void>;
  /** Throws if live profiles are locked or turned off. Programs cannot renew profiles then. */
  readonly refuseLocked: () => Promise<void>;
  /** Gives the current time, in epoch ms. */
  readonly now: () => number;
}

export type Renewed = ReplyOf<ToExtension, 'live-renew'>;
type Failed = Renewed['failed'][number];

/** Renews profiles with keys for the command `keyferry renew`. */
export interface TerminalRenewal {
  /**
   * Renews profiles that Keyferry wrote. A profile can be renewed only with a session of the profile's portal and user.
   * Sessions of private windows are not used. If a profile cannot be renewed, the answer contains its name and the
   * error. Programs may call this very often, so calls run one after another. If a profile was renewed within the last
   * minute, it is not renewed again, and the answer contains its earlier expiration.
   * @throws KeyferryError LIVE_LOCKED, and codes that begin with HOST_
   */
  renew(names: readonly string[]): Promise<Renewed>;
}

function failure(name: string, error: unknown): Failed {
  const { code, message } = toErrorReply(error, 'renewal');
  return { name, code, message };
}

const unknown = (name: string): Failed => failure(name, new KeyferryError('PROFILE_NOT_WRITTEN', { name }));

const NO_USER = 'does not say which user of this portal it belongs to';
const OTHER_USER = 'belongs to another user of this portal';

/**
 * The session that can renew a profile. If the user of this session is unknown, the renewal first asks the portal for
 * the user.
 * @throws KeyferryError LIVE_SIGN_IN, PROFILE_OF_OTHER_USER
 */
function sessionFor({ name, portal, user }: ProfileView, sessions: readonly Session[]): Session {
  const [first, ...others] = sessions.filter(({ startUrl }) => startUrl === portal);
  if (!first) throw new KeyferryError('LIVE_SIGN_IN', { portal });
  if (user === undefined && others.length > 0) throw new KeyferryError('PROFILE_OF_OTHER_USER', { name, why: NO_USER });
  const all = [first, ...others];
  const own = user === undefined ? first : all.find(({ identity }) => identity === user);
  const session = own ?? all.find(({ checked }) => !checked);
  if (!session) throw new KeyferryError('PROFILE_OF_OTHER_USER', { name, why: OTHER_USER });
  return session;
}

export function createTerminalRenewal(deps: TerminalRenewalDeps): TerminalRenewal {
  const { sessions, written, renewal, now } = deps;
  const queue = createQueue();
  const recent = new Map<string, { readonly at: number; readonly expiration: number }>();

  async function usable(): Promise<readonly Session[]> {
    const open = (await sessions.all()).filter(({ isPrivate, expired }) => !isPrivate && !expired);
    const isTrusted = ({ key }: Session) =>
      sessions.trusted(key).then(
        () => true,
        () => false,
      );
    const trusted = await Promise.all(open.map(isTrusted));
    return open.filter((_, at) => trusted[at]);
  }

  /**
   * The sessions that can renew profiles. If a portal of `profiles` has no session, first looks for its session in the
   * browser's cookies.
   */
  async function sessionsFor(profiles: readonly ProfileView[]): Promise<readonly Session[]> {
    const known = await usable();
    const missing = profiles.map(({ portal }) => portal).filter((url) => !known.some((each) => each.startUrl === url));
    if (missing.length === 0) return known;
    await deps.restore([...new Set(missing)]);
    return usable();
  }

  async function renewOf(key: string, names: readonly string[]): Promise<Renewed> {
    try {
      const { renewed, failed } = await renewal.renew(key, names, 'queued');
      for (const { name, expiration } of renewed) recent.set(name, { at: now(), expiration });
      return { renewed: renewed.map(({ name, expiration }) => ({ name, expiration })), failed: [...failed] };
    } catch (error) {
      return { renewed: [], failed: names.map((name) => failure(name, error)) };
    }
  }

  function recentOf(name: string): Renewed['renewed'] {
    const last = recent.get(name);
    const isRecent = last !== undefined && now() >= last.at && now() < last.at + RECENT_MS && last.expiration > now();
    return isRecent ? [{ name, expiration: last.expiration }] : [];
  }

  async function renewNow(names: readonly string[]): Promise<Renewed> {
    await deps.refuseLocked();
    const known = new Map((await written.ask()).map((each) => [each.name, each]));
    const again = names.filter((name) => known.has(name)).flatMap(recentOf);
    const due = names.filter((name) => !again.some((each) => each.name === name));
    const profiles = due.flatMap((name) => known.get(name) ?? []);
    const found = await sessionsFor(profiles);
    const failed = due.filter((name) => !known.has(name)).map(unknown);
    const bySession = new Map<string, string[]>();
    for (const profile of profiles) {
      try {
        const { key } = sessionFor(profile, found);
        bySession.set(key, [...(bySession.get(key) ?? []), profile.name]);
      } catch (error) {
        failed.push(failure(profile.name, error));
      }
    }
    const parts: Renewed[] = [];
    for (const [key, of] of bySession) parts.push(await renewOf(key, of));
    return {
      renewed: [...again, ...parts.flatMap(({ renewed }) => renewed)],
      failed: [...failed, ...parts.flatMap((each) => each.failed)],
    };
  }

  return { renew: (names) => queue(() => renewNow([...new Set(names)])) };
}
