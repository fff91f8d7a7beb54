import { createPendingCredentials } from './credentials/pending.ts';
import { createCredentialSource } from './credentials/source.ts';
import type { NativeClient } from './host/host-client.ts';
import { createExpiryBadge } from './profiles/expiry-badge.ts';
import { createExpiryNotices } from './profiles/expiry-notices.ts';
import { createExpirySchedule } from './profiles/expiry-schedule.ts';
import { createProfileRenewal } from './profiles/renewal.ts';
import { createRenewalNotice } from './profiles/renewal-notice.ts';
import { createWriteProgress } from './profiles/write-progress.ts';
import { createProfileWriter } from './profiles/writer.ts';
import { createWrittenProfiles } from './profiles/written-profiles.ts';
import type { PersonalStore } from './storage/personal-store.ts';
import type { SettingsStore } from './storage/settings-store.ts';
import type { WorkerDeps } from './worker-deps.ts';
import type { SessionParts } from './worker-sessions.ts';

export interface ProfilePartsDeps extends Pick<SessionParts, 'sessions' | 'requests' | 'clock'> {
  readonly host: NativeClient;
  readonly settings: SettingsStore;
  readonly personal: PersonalStore;
  /** Publishes the view now. */
  readonly refresh: () => Promise<unknown>;
  /** Publishes the view soon. */
  readonly changed: () => void;
}

/** Creates the parts for keys of roles, for profiles with these keys, and for the expiration of profiles. */
export function createProfileParts(browser: WorkerDeps, deps: ProfilePartsDeps) {
  const { sessions, host, settings } = deps;
  const memory = browser.areas.session;
  const source = createCredentialSource(deps);
  const pending = createPendingCredentials(browser.later);
  const written = createWrittenProfiles({
    host,
    memory,
    clock: deps.clock,
    changed() {
      deps.changed();
      schedule.update().catch(() => undefined);
    },
  });
  const schedule = createExpirySchedule({
    ...browser,
    profiles: written.list,
    portal: async () => (await sessions.current())?.startUrl ?? null,
  });
  const notices = createExpiryNotices({ ...browser, memory, settings });
  schedule.subscribe(createExpiryBadge(browser));
  schedule.subscribe(notices);
  const writer = createProfileWriter({ ...deps, source, pending, written });
  const renewal = createProfileRenewal({ sessions, written, writer, host });
  return {
    source,
    pending,
    written,
    schedule,
    writer,
    renewal,
    progress: createWriteProgress(deps.changed),
    renewalNotice: createRenewalNotice({ sessions, written, renewal, notices }),
  };
}

export type ProfileParts = ReturnType<typeof createProfileParts>;
