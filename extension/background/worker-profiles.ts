import type { ProfileView } from '#core/protocol/messages.ts';
import type { BadgeLayers } from './browser/badge-layers.ts';
import { createPendingCredentials } from './credentials/pending.ts';
import { createCredentialSource } from './credentials/source.ts';
import type { NativeClient } from './host/host-client.ts';
import { createExpiryBadge } from './profiles/expiry-badge.ts';
import { createExpiryNotices } from './profiles/expiry-notices.ts';
import { createExpirySchedule } from './profiles/expiry-schedule.ts';
import { createFreshMemory } from './profiles/fresh-memory.ts';
import { createFreshNames } from './profiles/fresh-names.ts';
import { createFreshRenewal, type FreshRenewalDeps } from './profiles/fresh-renewal.ts';
import { createKeepFresh, type KeepFresh, type KeepFreshDeps } from './profiles/keep-fresh.ts';
import { isOfOtherUser } from './profiles/own-profile.ts';
import { createProfileRenewal } from './profiles/renewal.ts';
import { createRenewalNotice } from './profiles/renewal-notice.ts';
import { createWarnedProfiles } from './profiles/warned-profiles.ts';
import { createWriteProgress } from './profiles/write-progress.ts';
import { createProfileWriter } from './profiles/writer.ts';
import { createWrittenProfiles } from './profiles/written-profiles.ts';
import { createManagedPolicy } from './storage/managed-policy.ts';
import type { PersonalStore } from './storage/personal-store.ts';
import type { SettingsStore } from './storage/settings-store.ts';
import type { WorkerDeps } from './worker-deps.ts';
import type { SessionParts } from './worker-sessions.ts';

export interface ProfilePartsDeps extends Pick<SessionParts, 'sessions' | 'requests' | 'clock'> {
  readonly host: NativeClient;
  readonly settings: SettingsStore;
  readonly personal: PersonalStore;
  readonly badge: Pick<BadgeLayers, 'countdown'>;
  /** Publishes the view now. */
  readonly refresh: () => Promise<unknown>;
  /** Publishes the view soon. */
  readonly changed: () => void;
  /** Opens the port to the host if the port is needed. Otherwise closes the port. */
  readonly updatePort: () => void;
}

type FreshPartsDeps = Omit<FreshRenewalDeps & KeepFreshDeps, 'names' | 'memory' | 'isForbidden' | 'renewal' | 'now'> &
  Pick<FreshRenewalDeps, 'renewal'> &
  Pick<ProfilePartsDeps, 'sessions' | 'personal'>;

function createFreshParts(browser: WorkerDeps, deps: FreshPartsDeps): KeepFresh {
  const policy = createManagedPolicy(browser.managed);
  const isForbidden = async () => (await policy.live()).isForbidden;
  const names = createFreshNames({ ...deps, isForbidden });
  const memory = createFreshMemory(browser.areas.session);
  const renewal = createFreshRenewal({ ...deps, names, memory, now: browser.now });
  return createKeepFresh({ ...deps, names, memory, renewal, isForbidden });
}

/**
 * Leaves out the profiles that belong to another user of the portal in use, because the signed-in user cannot use them.
 * The popup shows the other profiles.
 */
async function withoutOtherUsers(
  { sessions }: Pick<ProfilePartsDeps, 'sessions'>,
  profiles: readonly ProfileView[],
): Promise<readonly ProfileView[]> {
  const current = await sessions.current();
  return current ? profiles.filter((each) => !isOfOtherUser(each, current)) : profiles;
}

/**
 * Creates the parts that fetch keys of roles, write profiles with these keys, renew these profiles, and warn before
 * they expire.
 */
export function createProfileParts(browser: WorkerDeps, deps: ProfilePartsDeps) {
  const { sessions, host, settings } = deps;
  const memory = browser.areas.session;
  const source = createCredentialSource(deps);
  const pending = createPendingCredentials(browser.later);
  function changed(): void {
    deps.changed();
    schedule.update().catch(() => undefined);
  }
  const written = createWrittenProfiles({
    host,
    memory,
    clock: deps.clock,
    changed,
    listed: (profiles) => void keepFresh.reconcile(profiles).catch(() => undefined),
  });
  const schedule = createExpirySchedule({ ...browser, profiles: written.list });
  const writer = createProfileWriter({ ...deps, source, pending, written });
  const renewal = createProfileRenewal({ sessions, written, writer, host });
  const warned = createWarnedProfiles({ sessions, keptNow: (profiles) => keepFresh.keptNow(profiles) });
  const notices = createExpiryNotices({ ...browser, memory, settings, warned });
  const keepFresh = createFreshParts(browser, { ...deps, written, renewal, notices, changed });
  schedule.subscribe(createExpiryBadge({ action: deps.badge.countdown, settings, warned }));
  schedule.subscribe(notices);
  schedule.subscribe(keepFresh);
  return {
    source,
    pending,
    written,
    schedule,
    writer,
    renewal,
    keepFresh,
    /** The written profiles that the popup shows. */
    shownProfiles: async () => withoutOtherUsers({ sessions }, await written.list()),
    progress: createWriteProgress(deps.changed),
    renewalNotice: createRenewalNotice({ sessions, written, renewal, notices }),
  };
}

export type ProfileParts = ReturnType<typeof createProfileParts>;
