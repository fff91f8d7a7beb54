import type { RoleRef } from '#core/credentials.ts';
import { consolePageOf, regionOf } from '#core/personal.ts';
import { consoleDestination, consoleLink } from '#core/portals/console-link.ts';
import type { Session } from '../sessions/session.ts';
import type { PersonalStore } from '../storage/personal-store.ts';
import type { SettingsStore } from '../storage/settings-store.ts';

export interface ConsoleLinksDeps {
  readonly personal: Pick<PersonalStore, 'read'>;
  readonly settings: Pick<SettingsStore, 'read'>;
}

/**
 * The console page that a link opens. If `page` is undefined, the link opens the page that the person chose for the
 * role.
 */
export interface WantedConsole {
  /** The console page as text, in the form that `consoleDestination` accepts. */
  readonly page: string | undefined;
  readonly region?: string | undefined;
}

/** Makes the portal's own links to the console. */
export interface ConsoleLinks {
  /**
   * Makes the link to a role's console. If `page` is not a page of the console, the link opens the console's start
   * page.
   */
  linkFor(session: Session, role: RoleRef, wanted: WantedConsole): Promise<string>;
}

export function createConsoleLinks({ personal, settings }: ConsoleLinksDeps): ConsoleLinks {
  return {
    async linkFor(session, role, { page, region }) {
      const choices = await personal.read(session);
      const shownRegion = region ?? regionOf(choices, role, (await settings.read()).defaultRegion);
      const destination = consoleDestination(session.partition, page ?? consolePageOf(choices, role), shownRegion);
      return consoleLink(session.startUrl, role, destination ?? '');
    },
  };
}
