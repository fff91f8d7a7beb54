import { KeyferryError } from '#core/errors.ts';
import type { NativeClient } from '../host/host-client.ts';
import type { LiveGrants } from '../live/decision.ts';
import type { LiveRules } from '../live/live-rules.ts';
import type { LiveTable } from '../live/live-table.ts';
import type { InstallationId } from '../live/serving/installation.ts';
import type { LivePort } from '../live/serving/port.ts';
import type { LiveSessions } from '../live/serving/sessions.ts';
import type { ExpirySchedule } from '../profiles/expiry-schedule.ts';
import type { SettingsStore } from '../storage/settings-store.ts';
import type { PublishedView } from './published-view.ts';
import type { Handlers } from './router.ts';

type Kinds = 'popup/pause-live' | 'popup/stop-live' | 'popup/lock-live' | 'popup/set-live-access' | 'popup/switch-live';

export interface LiveHandlerDeps {
  readonly host: Pick<NativeClient, 'request'>;
  readonly settings: Pick<SettingsStore, 'change'>;
  readonly view: PublishedView;
  /**
   * The schedule of expiring profiles. The switch of live profiles also turns `Keep fresh` on and off. So the schedule
   * must be updated when the switch changes.
   */
  readonly schedule: Pick<ExpirySchedule, 'update'>;
  readonly live: {
    readonly table: LiveTable;
    readonly rules: LiveRules;
    readonly grants: LiveGrants;
    readonly sessions: Pick<LiveSessions, 'known'>;
    readonly port: Pick<LivePort, 'update'>;
    readonly installation: Pick<InstallationId, 'get'>;
    /** Locks live profiles: deletes all keys and answers. No program gets keys until a person ends the lock. */
    lock(): Promise<void>;
  };
}

/** Handles what a person does in the popup with existing live profiles. */
export function liveHandlers({ host, settings, view, schedule, live }: LiveHandlerDeps): Pick<Handlers, Kinds> {
  const { table, grants, port } = live;

  /** If the profile has the grant `session`, every local program may use it while the session of its user is valid. */
  async function allowSession(name: string): Promise<void> {
    const profile = await table.of(name);
    if (profile?.grant !== 'session') return;
    const session = (await live.sessions.known(profile.portal)).find(({ identity }) => identity === profile.user);
    if (session) await grants.allowSession([name], session);
  }

  return {
    async 'popup/pause-live'({ names, paused }) {
      await table.change(names, { isPaused: paused });
      if (paused) for (const name of names) await grants.endQuestions(name);
      await view.refresh();
      return null;
    },

    async 'popup/stop-live'({ names }) {
      // The profiles are paused first. If the keyferry program cannot be reached, they stay in the list, but no tool
      // gets their keys.
      await table.change(names, { isPaused: true });
      const installation = await live.installation.get();
      const reply = await host.request('remove-live-profiles', { installation, names });
      await table.remove(names);
      for (const name of names) await grants.forget(name);
      await port.update();
      await view.refresh();
      return reply;
    },

    async 'popup/lock-live'({ locked }) {
      await (locked ? live.lock() : grants.unlock());
      await view.refresh();
      return null;
    },

    async 'popup/set-live-access'({ name, ...access }) {
      await table.change([name], access);
      await grants.forget(name);
      await allowSession(name);
      await view.refresh();
      return null;
    },

    async 'popup/switch-live'({ on }) {
      if (on && (await live.rules.now()).isForbidden)
        throw new KeyferryError('LIVE_UNAVAILABLE', {
          why: 'your administrator turned live profiles off',
          remedy: 'Choose another kind',
        });
      await settings.change({ liveProfiles: on });
      if (!on) await grants.clear();
      await schedule.update();
      await port.update();
      return view.refresh();
    },
  };
}
