import { consolePageOf, regionOf } from '#core/personal.ts';
import { consoleDestination, consoleLink } from '#core/portals/console-link.ts';
import type { ConsoleTabs } from '../browser/console-tabs.ts';
import type { Sessions } from '../sessions/sessions.ts';
import type { PersonalStore } from '../storage/personal-store.ts';
import type { SettingsStore } from '../storage/settings-store.ts';
import type { Handler } from './router.ts';

export interface OpenConsoleDeps {
  readonly sessions: Pick<Sessions, 'identified'>;
  readonly personal: Pick<PersonalStore, 'read' | 'used'>;
  readonly settings: Pick<SettingsStore, 'read'>;
  readonly consoles: ConsoleTabs;
}

/** Opens the portal's own link to the console. The portal signs the user in there, and no keys are fetched. */
export function openConsole({
  sessions,
  personal,
  settings,
  consoles,
}: OpenConsoleDeps): Handler<'popup/open-console'> {
  return async ({ session: key, page, ...role }) => {
    const session = await sessions.identified(key);
    const choices = await personal.read(session);
    const region = regionOf(choices, role, (await settings.read()).defaultRegion);
    const wanted = page ?? consolePageOf(choices, role);
    const destination = consoleDestination(session.partition, wanted, region) ?? '';
    await consoles.open(session, consoleLink(session.startUrl, role, destination));
    personal.used(session, role);
    return null;
  };
}
