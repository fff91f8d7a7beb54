import { KeyferryError } from '#core/errors.ts';
import { serviceNamed } from '#core/portals/console-services.ts';
import type { Handlers } from '#core/protocol/answer-request.ts';
import type { ToExtension } from '#core/protocol/host-protocol.ts';
import type { Session } from '../../sessions/session.ts';
import type { LiveProfile } from '../live-profile.ts';
import type { TerminalLimit } from '../terminal-limit.ts';
import { inLiveWords, type LiveAccess } from './access.ts';
import type { ClockGuard } from './clock-guard.ts';
import type { Tickets } from './tickets.ts';

/**
 * The console page that a program asks for. If a value is undefined, the console opens with the page or region that the
 * person chose in the popup.
 */
export interface WantedPage {
  /**
   * The console page of the AWS service that the program asks for. The address comes from the extension's own list of
   * services.
   */
  readonly page: string | undefined;
  readonly region: string | undefined;
}

export interface LiveConsoleDeps {
  readonly access: LiveAccess;
  readonly guard: Pick<ClockGuard, 'check'>;
  readonly limit: Pick<TerminalLimit, 'check' | 'run'>;
  readonly tickets: Pick<Tickets, 'during'>;
  /** Makes the portal's own link to the AWS console. */
  readonly consoleLink: (session: Session, profile: LiveProfile, wanted: WantedPage) => Promise<string>;
  /** Opens the link in a tab that uses the cookies of the session. */
  readonly openConsole: (session: Session, profile: LiveProfile, link: string) => Promise<void>;
}

type Request = Parameters<Handlers<ToExtension>['live-console']>[0];

/** The console page of the service whose name the program sent. @throws KeyferryError SERVICE_UNKNOWN */
function pageOf(service: string | undefined): string | undefined {
  if (service === undefined) return undefined;
  const found = serviceNamed(service);
  if (!found) throw new KeyferryError('SERVICE_UNKNOWN');
  return found.page;
}

/**
 * @returns a function that opens the console with the role of a live profile, or gives the program the portal's own
 * link to the console. The program needs the same permission as for keys. No keys are fetched, and the link contains no
 * keys.
 */
export function createLiveConsole(deps: LiveConsoleDeps): Handlers<ToExtension>['live-console'] {
  const { access, limit } = deps;

  async function answer({ profile: name, service, region, opens, client }: Request, signal: AbortSignal) {
    const page = pageOf(service);
    await deps.guard.check();
    const profile = await access.usable(name, client);
    // The limit is checked before a question opens. Otherwise a person might answer the question, and the request would
    // fail anyway.
    await limit.check();
    try {
      const session = await access.admit(profile, client, signal);
      return await limit.run(async () => {
        const link = await deps.consoleLink(session, profile, { page, region: region ?? profile.region });
        await access.stillUsable(profile, client);
        if (!opens) return { link };
        await deps.openConsole(session, profile, link);
        return {};
      });
    } catch (error) {
      throw inLiveWords(error, profile);
    }
  }

  return (request) => deps.tickets.during(request.ticket, ({ signal }) => answer(request, signal));
}
