import type { ConsoleLinks } from '../browser/console-links.ts';
import type { ConsoleTabs } from '../browser/console-tabs.ts';
import type { Sessions } from '../sessions/sessions.ts';
import type { PersonalStore } from '../storage/personal-store.ts';
import type { Handler } from './router.ts';

export interface OpenConsoleDeps {
  readonly sessions: Pick<Sessions, 'identified'>;
  readonly personal: Pick<PersonalStore, 'used'>;
  readonly consoleLinks: ConsoleLinks;
  readonly consoles: ConsoleTabs;
}

/**
 * Opens the portal's own link to the console. The portal then signs the user in to the console. No keys are fetched.
 */
export function openConsole({
  sessions,
  personal,
  consoleLinks,
  consoles,
}: OpenConsoleDeps): Handler<'popup/open-console'> {
  return async ({ session: key, page, ...role }) => {
    const session = await sessions.identified(key);
    await consoles.open(session, await consoleLinks.linkFor(session, role, { page }));
    personal.used(session, role);
    return null;
  };
}
