import type { CliDrift } from '../cli-profiles/drift.ts';
import type { TerminalLists } from '../cli-profiles/terminal-lists.ts';
import type { WholePortals } from '../cli-profiles/whole-portals.ts';
import type { NativeClient } from '../host/host-client.ts';
import type { InstallationId } from '../live/serving/installation.ts';
import type { LivePort } from '../live/serving/port.ts';
import type { ExpirySchedule } from '../profiles/expiry-schedule.ts';
import type { KeepFresh } from '../profiles/keep-fresh.ts';
import type { WrittenProfiles } from '../profiles/written-profiles.ts';
import type { SignOut } from '../sessions/sign-out.ts';
import type { SettingsStore } from '../storage/settings-store.ts';
import { forgetHostLists } from './host-lists.ts';
import type { PublishedView } from './published-view.ts';
import type { Handlers } from './router.ts';

type Kinds = 'options/get-settings' | 'options/set-settings' | 'options/managed-settings' | 'options/forget-everything';

export interface OptionsDeps {
  readonly settings: SettingsStore;
  readonly signOut: Pick<SignOut, 'endAll'>;
  readonly written: Pick<WrittenProfiles, 'forget'>;
  readonly keepFresh: Pick<KeepFresh, 'forget'>;
  readonly schedule: Pick<ExpirySchedule, 'update'>;
  readonly whole: Pick<WholePortals, 'hasAny'>;
  readonly terminalLists: Pick<TerminalLists, 'changed' | 'hasAny'>;
  readonly drift: Pick<CliDrift, 'forget'>;
  readonly host: Pick<NativeClient, 'request'>;
  readonly view: PublishedView;
  readonly live: {
    readonly port: Pick<LivePort, 'update'>;
    readonly installation: Pick<InstallationId, 'existing'>;
    /** Erases the table of live profiles, the id of this installation, all keys and all answers. */
    forget(): Promise<void>;
  };
}

/** Handles the messages about settings, and `Forget everything`. */
export function optionsHandlers(deps: OptionsDeps): Pick<Handlers, Kinds> {
  return {
    'options/get-settings': () => deps.settings.read(),
    'options/managed-settings': () => deps.settings.managed(),
    /**
     * The option that keeps every profile fresh needs live profiles. So when the user turns this option on, the switch
     * of live profiles is turned on too. Fails with HOST_… if the keyferry program cannot erase the lists that the new
     * settings forbid. Even then, the settings are stored.
     */
    async 'options/set-settings'({ settings }) {
      const before = await deps.settings.read();
      const turnsOn = settings.keepFresh && !before.keepFresh;
      const written = await deps.settings.write(turnsOn ? { ...settings, liveProfiles: true } : settings);
      await deps.schedule.update();
      deps.view.changed();
      await deps.live.port.update();
      await deps.terminalLists.changed(before.terminalRoles, written.terminalRoles);
      return written;
    },

    /** Fails with HOST_… if the keyferry program does not answer. Even then, all data of the extension is erased. */
    async 'options/forget-everything'() {
      const hasLists = (await deps.whole.hasAny()) || (await deps.terminalLists.hasAny());
      const installation = await deps.live.installation.existing();
      await deps.live.forget();
      await deps.signOut.endAll();
      await deps.written.forget();
      await deps.keepFresh.forget();
      await deps.drift.forget();
      await deps.view.refresh();
      if (hasLists || installation !== null) await forgetHostLists(deps.host, installation ? { installation } : {});
      return null;
    },
  };
}
