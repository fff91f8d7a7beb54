import { useState } from 'preact/hooks';
import type { ErrorReply } from '#core/errors.ts';
import { api } from '../ui/browser-api.ts';
import { Sentence } from '../ui/sentence.tsx';
import { ForgetEverything } from './forget-everything.tsx';
import { HostState } from './host-state.tsx';
import { NameTemplate } from './name-template.tsx';
import { NotifyBeforeExpiry } from './notify-before-expiry.tsx';
import { RegionField } from './region-field.tsx';
import { type StoredSettings, useStoredSettings } from './use-stored-settings.ts';

/** The options page. Every change is saved at once. */
export function OptionsPage({ storedView }: { storedView: unknown }) {
  const stored = useStoredSettings();
  const [forgotten, setForgotten] = useState<'yes' | ErrorReply | null>(null);
  return (
    <>
      <header>
        <h1>Keyferry</h1>
        <span class="muted">version {api.runtime.getManifest().version}</span>
      </header>
      <main>
        <Outcome saved={stored.saved} forgotten={forgotten} />
        <Profiles {...stored} />
        <Privacy {...stored} onForgotten={setForgotten} />
        <section>
          <h2>The keyferry program</h2>
          <HostState storedView={storedView} />
        </section>
        <Shortcut />
      </main>
    </>
  );
}

type Result = 'yes' | ErrorReply | null;

function Outcome({ saved, forgotten }: { saved: Result; forgotten: Result }) {
  const error = [forgotten, saved].find((each) => each !== null && each !== 'yes') as ErrorReply | undefined;
  return (
    <>
      <p class="saved" role="status">
        {forgotten === 'yes' ? 'Everything was forgotten.' : saved === 'yes' && 'Saved.'}
      </p>
      <div role="alert">
        {error && (
          <p class="problem">
            <Sentence text={error.message} />
          </p>
        )}
      </div>
    </>
  );
}

function Profiles({ settings, save }: StoredSettings) {
  return (
    <section>
      <h2>Profiles</h2>
      {settings && (
        <>
          <RegionField region={settings.defaultRegion} onRegion={(defaultRegion) => save({ defaultRegion })} />
          <NameTemplate template={settings.nameTemplate} onTemplate={(nameTemplate) => save({ nameTemplate })} />
          <NotifyBeforeExpiry
            enabled={settings.notifyBeforeExpiry}
            onEnabled={(notifyBeforeExpiry) => save({ notifyBeforeExpiry })}
          />
        </>
      )}
    </section>
  );
}

function Privacy({ settings, save, onForgotten }: StoredSettings & { onForgotten(result: 'yes' | ErrorReply): void }) {
  return (
    <section>
      <h2>Privacy</h2>
      {settings && (
        <label class="check">
          <input
            type="checkbox"
            checked={settings.keepIndexAfterSignOut}
            aria-describedby="keep-note"
            onChange={(event) => save({ keepIndexAfterSignOut: event.currentTarget.checked })}
          />
          Keep the list of accounts and roles after signing out
        </label>
      )}
      <p id="keep-note" class="muted">
        The list contains names, ids and e-mail addresses of your organisation’s accounts, never a key. If it is kept,
        the popup opens faster. If not, only your own data stays in this browser: favourites, labels and which roles you
        use, by account id and role name.
      </p>
      <ForgetEverything onForgotten={onForgotten} />
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
