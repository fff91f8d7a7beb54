import { KeyferryError } from '#core/errors.ts';
import type { FreshView, ProfileView } from '#core/protocol/messages.ts';
import type { NativeClient } from '../host/host-client.ts';
import type { Sessions } from '../sessions/sessions.ts';
import type { SettingsStore } from '../storage/settings-store.ts';
import { type ExpiringProfile, type ExpirySubscriber, earliest } from './expiry-schedule.ts';
import type { FreshMemory } from './fresh-memory.ts';
import { renewalMoment, retryDelay } from './fresh-moment.ts';
import type { FreshNames, Renewable } from './fresh-names.ts';
import { type FreshRenewal, WAITS_FOR_HOST } from './fresh-renewal.ts';
import { whyNotOwn } from './own-profile.ts';
import { canMarkUsers } from './writer.ts';
import type { WrittenProfiles } from './written-profiles.ts';

const MINUTE_MS = 60_000;
/** A profile whose renewal is due within this time is renewed together with a profile that is due now, ms. */
const TOGETHER_MS = 5 * MINUTE_MS;

export interface KeepFreshDeps {
  readonly names: FreshNames;
  readonly memory: FreshMemory;
  readonly renewal: FreshRenewal;
  readonly sessions: Pick<Sessions, 'current'>;
  readonly settings: Pick<SettingsStore, 'read' | 'change'>;
  readonly written: Pick<WrittenProfiles, 'ask' | 'list' | 'isListed' | 'refresh'>;
  readonly host: Pick<NativeClient, 'view'>;
  readonly isForbidden: () => Promise<boolean>;
  /** Publishes the state that the popup shows, and updates the schedule of expiring profiles. */
  readonly changed: () => void;
  /** Opens the port to the host if it is needed, and closes it otherwise. */
  readonly updatePort: () => void;
}

/**
 * Renews profiles when half the life of their keys is over. This needs a valid session of the profile's portal and
 * user.
 */
export interface KeepFresh extends ExpirySubscriber {
  /**
   * Turns `Keep fresh` on or off for written profiles of the current session. When `Keep fresh` is turned on, the
   * switch of live profiles is turned on too.
   * @throws KeyferryError NO_SESSION, FRESH_REFUSED, PROFILE_UNKNOWN, PROFILE_OF_OTHER_USER, HOST_…
   */
  set(names: readonly string[], on: boolean): Promise<void>;
  /** What the popup shows about profiles for which `Keep fresh` is on. */
  view(): Promise<FreshView>;
  /**
   * The names of the profiles that will be renewed before they expire. There is a valid session for these profiles, and
   * their last renewal did not fail.
   */
  keptNow(profiles: readonly ExpiringProfile[]): Promise<ReadonlySet<string>>;
  /** Whether `Keep fresh` needs the port to the host. False if `Keep fresh` is off or is used for no profile. */
  wantsPort(): Promise<boolean>;
  /** Start URLs of the portals with profiles for which `Keep fresh` is on. A portal without a session counts too. */
  portals(): Promise<readonly string[]>;
  /**
   * Call this with every complete list of profiles from the host. Ends `Keep fresh` for profiles that were removed or
   * renamed.
   */
  reconcile(profiles: readonly ProfileView[]): Promise<void>;
  /**
   * Forgets all failures and times of `Keep fresh`. The choice of profiles is kept, because it is personal data of the
   * user.
   */
  forget(): Promise<void>;
}

/** Creates `Keep fresh`, as a subscriber of the schedule of expiring profiles. */
export function createKeepFresh(deps: KeepFreshDeps): KeepFresh {
  const { names, memory, renewal, sessions, settings, written, host } = deps;
  let listTries = 0;
  let listAgainAt = 0;

  /**
   * When a profile is renewed.
   * @returns `at`: epoch ms, or null if the renewal must wait for the host. `isRetry`: whether a renewal of the same
   * keys has failed before.
   */
  async function planOf({ profile, session }: Renewable<ExpiringProfile>, now: number) {
    const failure = await memory.failureOf(profile);
    if (failure?.session === session.id) {
      const isHostReady = host.view().state === 'ready';
      return { isRetry: true, at: failure.retryAt ?? (isHostReady ? now : null) };
    }
    const { expiration, life, renewedAt } = await memory.lifeOf(profile, now);
    // A portal may issue keys with a very short life. Their renewal would be due at once, so there is at least a minute
    // between two renewals.
    return { isRetry: false, at: Math.max(renewalMoment(expiration, life), renewedAt + MINUTE_MS) };
  }

  /**
   * After the browser was started, asks the host for the list of profiles, if `Keep fresh` is used.
   * @returns when to ask again if the host does not answer, epoch ms. Null if this is not needed.
   */
  async function listFirst(now: number): Promise<number | null> {
    if ((await written.isListed()) || !(await names.isUsed())) return null;
    const view = host.view();
    if (view.state === 'failed' && WAITS_FOR_HOST.has(view.error.code)) return null;
    if (now >= listAgainAt) {
      listTries += 1;
      listAgainAt = now + retryDelay(listTries);
      void written.refresh();
    }
    return listAgainAt;
  }

  async function checkSwitch(on: boolean, isPrivate: boolean): Promise<void> {
    const refuse = (why: string) => new KeyferryError('FRESH_REFUSED', { why });
    if (on && (await deps.isForbidden())) throw refuse('your administrator has turned live profiles off');
    if (isPrivate) throw refuse('profiles of a private window are not kept fresh');
    if (!on && (await settings.read()).keepFresh)
      throw refuse('a setting on the options page keeps every profile fresh');
  }

  /**
   * The profiles with these names. If a profile is missing in the last list, asks the host for a new list, because the
   * profile may have just been written.
   */
  async function listed(wanted: readonly string[]): Promise<readonly ProfileView[]> {
    const find = async () => (await written.list()).filter(({ name }) => wanted.includes(name));
    const found = await find();
    if (found.length === new Set(wanted).size) return found;
    await written.ask();
    return find();
  }

  return {
    async watch(profiles, now) {
      if (!(await names.isOn())) return { profiles: [], next: null };
      const listAt = await listFirst(now);
      const all = await names.renewable(profiles);
      const idle = all.filter(({ profile }) => !renewal.isRunning(profile.name));
      const plans = await Promise.all(idle.map(async (each) => ({ ...each, ...(await planOf(each, now)) })));
      const isDue = plans.some(({ at }) => at !== null && at <= now);
      const horizon = (isRetry: boolean) => now + (isDue && !isRetry ? TOGETHER_MS : 0);
      const due = plans.filter(({ at, isRetry }) => at !== null && at <= horizon(isRetry));
      const later = plans.filter((each) => !due.includes(each)).map(({ at }) => at);
      // The browser may stop the worker during a renewal. Then this alarm starts the renewal again.
      const isBusy = due.length > 0 || idle.length < all.length;
      return {
        profiles: due.map(({ profile }) => profile),
        next: earliest([...later, listAt, isBusy ? now + MINUTE_MS : null]),
      };
    },
    check(due) {
      if (due.length > 0) renewal.renew(due.map(({ name }) => name)).then(deps.changed, deps.changed);
    },
    async set(wanted, on) {
      const session = await sessions.current();
      if (!session) throw new KeyferryError('NO_SESSION');
      await checkSwitch(on, session.isPrivate);
      const found = new Map((await listed(wanted)).map((each) => [each.name, each]));
      const profiles = wanted.map((name) => {
        const profile = found.get(name);
        if (profile?.portal !== session.startUrl)
          throw new KeyferryError('PROFILE_UNKNOWN', { name, file: 'the credentials file' });
        const why = whyNotOwn(profile, session, canMarkUsers(host.view()));
        if (on && why !== null) throw new KeyferryError('PROFILE_OF_OTHER_USER', { name, why });
        return profile;
      });
      await names.set(session, profiles, on);
      if (on) await settings.change({ liveProfiles: true });
      deps.changed();
      deps.updatePort();
    },
    async view() {
      const profiles = await written.list();
      const kept = await names.names(profiles);
      const failureOf = async (profile: ProfileView) => {
        const { name, expiration } = profile;
        if (expiration === null || !kept.includes(name)) return [];
        const message = (await memory.failureOf({ name, expiration }))?.message ?? null;
        return message === null ? [] : [{ name, message }];
      };
      return { names: kept, failures: (await Promise.all(profiles.map(failureOf))).flat() };
    },
    async keptNow(profiles) {
      const withoutFailure = async ({ profile, session }: Renewable<ExpiringProfile>) =>
        (await memory.failureOf(profile))?.session === session.id ? [] : [profile.name];
      return new Set((await Promise.all((await names.renewable(profiles)).map(withoutFailure))).flat());
    },
    wantsPort: names.isUsed,
    portals: names.portals,
    async reconcile(profiles) {
      await names.reconcile(profiles);
      await memory.keepOnly(new Set(profiles.map(({ name }) => name)));
    },
    forget: memory.forget,
  };
}
