import { KeyferryError } from '#core/errors.ts';
import type { NativeClient } from './host/host-client.ts';
import { createManagedPolicy } from './storage/managed-policy.ts';
import { createTerminalHandlers } from './terminal/handlers.ts';
import { createTerminalRenewal } from './terminal/renewal.ts';
import { createRoleSessions } from './terminal/role-session.ts';
import { createTerminalSetUp } from './terminal/set-up.ts';
import type { WorkerDeps } from './worker-deps.ts';
import type { LiveParts } from './worker-live.ts';
import type { ProfileParts } from './worker-profiles.ts';
import type { QuestionParts } from './worker-questions.ts';
import type { SessionParts } from './worker-sessions.ts';
import type { Stores } from './worker-stores.ts';

export interface TerminalPartsDeps
  extends Pick<SessionParts, 'sessions' | 'trust'>,
    Pick<ProfileParts, 'written' | 'renewal'>,
    Pick<QuestionParts, 'setUpQuestions'>,
    Pick<Stores, 'settings' | 'personal' | 'indexStore'> {
  readonly host: NativeClient;
  readonly live: LiveParts;
  /** Looks for the sessions of these portals in the browser's cookies. */
  readonly restore: (startUrls: readonly string[]) => Promise<void>;
  /** Publishes the view soon. */
  readonly changed: () => void;
}

/** Creates the parts that renew and set up profiles for commands in the terminal. */
export function createTerminalParts(browser: WorkerDeps, deps: TerminalPartsDeps) {
  const { live } = deps;
  async function refuseLocked(): Promise<void> {
    if ((await live.grants.isLocked()) || !(await live.rules.now()).isOn) throw new KeyferryError('LIVE_LOCKED');
  }
  const renewal = createTerminalRenewal({ ...browser, ...deps, refuseLocked });
  const setUp = createTerminalSetUp({
    ...deps,
    live: { ...live, installation: live.installation.get },
    roleSessions: createRoleSessions(deps),
    policy: createManagedPolicy(browser.managed),
    refuseLocked,
  });
  return createTerminalHandlers(renewal, setUp);
}
