import { KeyferryError } from '#core/errors.ts';
import { portalLabel } from '#core/portals/portals.ts';
import type { Handlers } from '#core/protocol/answer-request.ts';
import type { ToExtension } from '#core/protocol/host-protocol.ts';
import { LOGIN_MS } from '#core/protocol/live.ts';
import type { Session } from '../../sessions/session.ts';
import type { TrustedPortals } from '../../sessions/trusted-portals.ts';
import type { PortalClock } from '../../storage/portal-clock.ts';
import type { LiveGrants } from '../decision.ts';
import type { LiveRules } from '../live-rules.ts';
import type { TerminalLimit } from '../terminal-limit.ts';
import { choosePortal } from './choose-portal.ts';
import type { LiveSessions } from './sessions.ts';
import type { Tickets } from './tickets.ts';

/** While a login waits for a session, it looks for the session again after this time, ms. */
const POLL_MS = 500;

export interface LoginDeps {
  readonly rules: LiveRules;
  readonly grants: Pick<LiveGrants, 'isLocked'>;
  readonly trust: Pick<TrustedPortals, 'list' | 'isTrusted'>;
  readonly sessions: Pick<LiveSessions, 'candidates' | 'known'>;
  readonly clock: Pick<PortalClock, 'aheadMs'>;
  readonly limit: Pick<TerminalLimit, 'run'>;
  readonly tickets: Pick<Tickets, 'during'>;
  /** Shows the page of a portal, in a tab that is already open or in a new one. */
  readonly showPortal: (startUrl: string) => Promise<void>;
  /** Gives the current time, in epoch ms. */
  readonly now: () => number;
  /** Calls `task` after `ms` milliseconds, like setTimeout. Returns a function that clears the timer. */
  readonly later: (task: () => void, ms: number) => () => void;
}

/**
 * @returns a function that opens the page of a confirmed portal, and waits until a confirmed user is signed in. The
 * function opens only start URLs from the extension's own list, and never opens a private window.
 */
export function createLogin(deps: LoginDeps): Handlers<ToExtension>['live-login'] {
  /**
   * Selects the valid sessions of confirmed users, and returns the one that ends last. Null if there is no such
   * session.
   */
  async function latestOf(sessions: readonly Session[]): Promise<Session | null> {
    const portalNow = deps.now() - (await deps.clock.aheadMs());
    const endOf = ({ expiresAt }: Session) => expiresAt ?? Number.POSITIVE_INFINITY;
    let latest: Session | null = null;
    for (const session of sessions) {
      const isValid = endOf(session) > portalNow && (await deps.trust.isTrusted(session));
      if (isValid && (latest === null || endOf(session) > endOf(latest))) latest = session;
    }
    return latest;
  }

  /** Resolves after `POLL_MS`, or when the signal is aborted. */
  const pause = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      const end = () => {
        stop();
        signal.removeEventListener('abort', end);
        resolve();
      };
      const stop = deps.later(end, POLL_MS);
      signal.addEventListener('abort', end);
    });

  async function waitFor(startUrl: string, signal: AbortSignal): Promise<Session> {
    const end = deps.now() + LOGIN_MS;
    while (!signal.aborted && deps.now() < end) {
      const session = await latestOf(await deps.sessions.known(startUrl));
      if (session) return session;
      await pause(signal);
    }
    throw new KeyferryError('LOGIN_WAITED', { portal: portalLabel(startUrl), time: `${LOGIN_MS / 60_000} min` });
  }

  async function login(wanted: string | undefined, signal: AbortSignal) {
    if (!(await deps.rules.now()).isOn || (await deps.grants.isLocked())) throw new KeyferryError('LIVE_LOCKED');
    const portals = await deps.trust.list();
    const startUrl = choosePortal(
      wanted,
      portals.map((each) => each.startUrl),
    );
    const before = await latestOf(await deps.sessions.candidates(startUrl));
    const openAndWait = async () => {
      await deps.showPortal(startUrl);
      return waitFor(startUrl, signal);
    };
    const { expiresAt } = before ?? (await deps.limit.run(openAndWait));
    const endsAt = expiresAt === null ? null : Math.max(0, expiresAt + (await deps.clock.aheadMs()));
    return { label: portalLabel(startUrl).slice(0, 128), endsAt, wasSignedIn: before !== null };
  }

  return ({ portal, ticket }) => deps.tickets.during(ticket, ({ signal }) => login(portal, signal));
}
