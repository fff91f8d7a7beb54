import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { firefoxId } from '../../../core/identity.ts';
import { deterministicZip, entriesOf } from '../../../scripts/package-zip.ts';

const EXTENSION = 'dist/firefox';

/** With these settings, Firefox starts an unsigned add-on from the profile folder, and does not ask the person. */
export const ADD_ON_IN_PROFILE = {
  'xpinstall.signatures.required': false,
  'extensions.autoDisableScopes': 0,
  'extensions.enabledScopes': 15,
  'extensions.startupScanScopes': 15,
  // After a crash, Firefox usually opens its windows again. The driver switches this off, and this setting switches it
  // on again.
  'browser.sessionstore.resume_from_crash': true,
  'browser.sessionstore.interval': 1000,
  // The driver cannot connect while a tab is not loaded, so Firefox loads all tabs at once.
  'browser.sessionstore.restore_on_demand': false,
  'browser.sessionstore.restore_tabs_lazily': false,
};

/**
 * Puts the built add-on into a profile, as if a person had installed it. An add-on that the driver installs would be
 * gone after a restart.
 */
export function putAddOnIntoProfile(profileDirectory: string): void {
  const names = readdirSync(EXTENSION, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(EXTENSION, name)).isFile())
    .map((name) => relative('.', name));
  const folder = join(profileDirectory, 'extensions');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${firefoxId}.xpi`), deterministicZip(entriesOf(EXTENSION, names)));
}
