import { portalLabel } from '#core/portals/portals.ts';
import type { Handlers } from '#core/protocol/answer-request.ts';
import type { ToExtension } from '#core/protocol/host-protocol.ts';
import type { PortalClock } from '../../storage/portal-clock.ts';
import type { LiveGrants, LiveQuestions } from '../decision.ts';
import { byLastUse } from '../live-profile.ts';
import type { LiveTable } from '../live-table.ts';
import type { LiveSessions } from './sessions.ts';

/**
 * One status message contains at most this many profiles. Even with names of 128 characters, the frame stays smaller
 * than 256 KiB.
 */
const MAX_LISTED = 1000;

export interface LiveStatusDeps {
  readonly table: Pick<LiveTable, 'all'>;
  readonly grants: Pick<LiveGrants, 'isLocked'>;
  readonly questions: LiveQuestions;
  readonly sessions: Pick<LiveSessions, 'known'>;
  readonly clock: Pick<PortalClock, 'aheadMs'>;
}

type Status = Awaited<ReturnType<Handlers<ToExtension>['live-status']>>;

/**
 * The state of live profiles for the terminal. It contains no roles, no users and no secrets. Its times are by this
 * computer's clock.
 */
export async function liveStatus(deps: LiveStatusDeps): Promise<Status> {
  const [profiles, aheadMs] = await Promise.all([deps.table.all(), deps.clock.aheadMs()]);
  const portals = await Promise.all(
    [...new Set(profiles.map(({ portal }) => portal))].map(async (startUrl) => {
      const users = new Set(profiles.filter(({ portal }) => portal === startUrl).map(({ user }) => user));
      const session = (await deps.sessions.known(startUrl)).find(({ identity }) => identity && users.has(identity));
      const endsAt = session?.expiresAt ?? null;
      const label = portalLabel(startUrl).slice(0, 128);
      return {
        label,
        isSignedIn: session !== undefined,
        endsAt: endsAt === null ? null : Math.max(0, endsAt + aheadMs),
      };
    }),
  );
  const listed = byLastUse(profiles).slice(0, MAX_LISTED);
  return {
    portals,
    isLocked: await deps.grants.isLocked(),
    profiles: listed.map(({ name, grant, isPaused, usedAt }) => ({ name, grant, isPaused, usedAt })),
    more: profiles.length - listed.length,
    questions: (await deps.questions.open()).length,
  };
}
