import { useState } from 'preact/hooks';
import type { Settings } from '#core/settings.ts';
import { api } from '../ui/browser-api.ts';
import { CheckField } from './check-field.tsx';
import { CopyButtons } from './copy-buttons.tsx';
import { DefaultKind } from './default-kind.tsx';
import { ForgetEverything } from './forget-everything.tsx';
import { HostState } from './host-state.tsx';
import { ManagedField } from './managed-field.tsx';
import { NameTemplate } from './name-template.tsx';
import { NotifyBeforeExpiry } from './notify-before-expiry.tsx';
import { type Outcome, OutcomeLine, type Report } from './outcome.tsx';
import { PersonalFile } from './personal-file.tsx';
import { Portals } from './portals.tsx';
import { RegionField } from './region-field.tsx';
import { StoredData } from './stored-data.tsx';
import { TerminalRolesField } from './terminal-roles.tsx';
import { type StoredSettings, useStoredSettings } from './use-stored-settings.ts';
import { WarnMinutes } from './warn-minutes.tsx';

/** The options page. Every change is saved at once. */
export function OptionsPage({ storedView }: { storedView: unknown }) {
  const [outcome, report] = useState<Outcome>(null);
  const { settings, ...stored } = useStoredSettings(report);
  return (
    <>
      <header>
        <h1>Keyferry</h1>
        <span class="muted">version {api.runtime.getManifest().version}</span>
      </header>
      <main>
        <OutcomeLine outcome={outcome} />
        <Portals report={report} />
        {settings && (
          <>
            <Profiles {...stored} settings={settings} />
            <Expiry {...stored} settings={settings} />
          </>
        )}
        <PersonalFile report={report} />
        <Privacy {...stored} settings={settings} report={report} />
        <section>
          <h2>The keyferry program</h2>
          <HostState storedView={storedView} />
        </section>
        <Shortcut />
      </main>
    </>
  );
}

interface SettingsProps extends StoredSettings {
  readonly settings: Settings;
}

const Profiles = ({ settings, managed, save }: SettingsProps) => (
  <section>
    <h2>Profiles</h2>
    <ManagedField managed={managed.has('defaultRegion')}>
      <RegionField region={settings.defaultRegion} onRegion={(defaultRegion) => save({ defaultRegion })} />
    </ManagedField>
    <ManagedField managed={managed.has('nameTemplate')}>
      <NameTemplate template={settings.nameTemplate} onTemplate={(nameTemplate) => save({ nameTemplate })} />
    </ManagedField>
    <ManagedField managed={managed.has('defaultKind')}>
      <DefaultKind kind={settings.defaultKind} onKind={(defaultKind) => save({ defaultKind })} />
    </ManagedField>
    <CopyButtons chosen={settings.copyFormats} onChosen={(chosen) => save({ copyFormats: [...chosen] })} />
  </section>
);

const Expiry = ({ settings, managed, save }: SettingsProps) => (
  <section>
    <h2>When profiles run out</h2>
    <ManagedField managed={managed.has('warnMinutes')}>
      <WarnMinutes minutes={settings.warnMinutes} onMinutes={(warnMinutes) => save({ warnMinutes })} />
    </ManagedField>
    <NotifyBeforeExpiry
      enabled={settings.notifyBeforeExpiry}
      onEnabled={(notifyBeforeExpiry) => save({ notifyBeforeExpiry })}
    />
    <ManagedField managed={managed.has('liveProfiles')}>
      <CheckField
        id="live-profiles"
        label="Live profiles and Keep fresh"
        checked={settings.liveProfiles}
        note="While the browser runs, Keyferry answers tools that use a live profile and renews profiles that are kept fresh. If this is off, Keyferry does neither."
        onChange={(liveProfiles) => save({ liveProfiles })}
      />
    </ManagedField>
    <ManagedField managed={managed.has('keepFresh')}>
      <CheckField
        id="keep-fresh"
        label="Keep every written profile fresh"
        checked={settings.keepFresh}
        note="Keyferry renews each profile before it runs out, while the browser runs and you are signed in to its portal."
        onChange={(keepFresh) => save({ keepFresh })}
      />
    </ManagedField>
  </section>
);

function Privacy({ settings, managed, save, report }: StoredSettings & { report: Report }) {
  return (
    <section>
      <h2>Privacy</h2>
      {settings && (
        <ManagedField managed={managed.has('keepIndexAfterSignOut')}>
          <CheckField
            id="keep-list"
            label="Keep the list of accounts and roles after signing out"
            checked={settings.keepIndexAfterSignOut}
            note="The list contains names, ids and e-mail addresses of your organisation’s accounts, never a key. If it is kept, the popup opens faster. If not, only your own data stays in this browser: favourites, labels and which roles you use, by account id and role name."
            onChange={(keepIndexAfterSignOut) => save({ keepIndexAfterSignOut })}
          />
        </ManagedField>
      )}
      {settings && (
        <ManagedField managed={managed.has('terminalRoles')}>
          <TerminalRolesField value={settings.terminalRoles} onValue={(terminalRoles) => save({ terminalRoles })} />
        </ManagedField>
      )}
      <StoredData />
      <ForgetEverything onForgotten={(result) => report(result === 'yes' ? 'Everything was forgotten.' : result)} />
    </section>
  );
}

function Shortcut() {
  const firefox = api.runtime.getURL('').startsWith('moz-extension:');
  return (
    <section>
      <h2>Keyboard shortcut</h2>
      <p>
        <kbd>Alt+Shift+K</kbd> opens Keyferry unless you chose another key. Change it{' '}
        {firefox ? (
          <>
            under <em>Add-ons and themes</em>, <em>Manage Extension Shortcuts</em>.
          </>
        ) : (
          <>
            at <code>chrome://extensions/shortcuts</code>.
          </>
        )}
      </p>
    </section>
  );
}
