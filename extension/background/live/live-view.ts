import type { LiveView } from '#core/protocol/messages.ts';
import type { LiveGrants, LiveQuestions } from './decision.ts';
import { byLastUse, type LiveProfile } from './live-profile.ts';
import type { LiveRules } from './live-rules.ts';
import type { LiveTable } from './live-table.ts';
import type { LiveSetUp } from './set-up.ts';

/** The popup gets at most this many profiles. The worker writes them often, and a user would not look through more. */
const MAX_PROFILES = 200;

export interface LiveViewDeps {
  readonly table: Pick<LiveTable, 'all'>;
  readonly setUp: Pick<LiveSetUp, 'isUnconfirmed'>;
  readonly rules: LiveRules;
  readonly grants: Pick<LiveGrants, 'isLocked'>;
  readonly questions: LiveQuestions;
  readonly isServing: () => boolean;
  readonly permissions: { contains(wanted: { permissions: string[]; origins: string[] }): Promise<boolean> };
}

function viewOf({ region: _, user: __, ...profile }: LiveProfile): LiveView['profiles'][number] {
  return profile;
}

/**
 * @returns a function that returns what the popup shows about live profiles. The profile that was used last comes
 * first.
 */
export function createLiveView(deps: LiveViewDeps): () => Promise<LiveView> {
  return async () => {
    const [{ isOn, isForbidden }, all, isLocked, questions, survivesRestart] = await Promise.all([
      deps.rules.now(),
      deps.table.all(),
      deps.grants.isLocked(),
      deps.questions.open(),
      deps.permissions.contains({ permissions: ['cookies'], origins: [] }).catch(() => false),
    ]);
    const profiles = byLastUse(all.filter(({ name }) => !deps.setUp.isUnconfirmed(name)))
      .slice(0, MAX_PROFILES)
      .map(viewOf);
    return { isOn, isForbidden, isLocked, isServing: deps.isServing(), profiles, questions, survivesRestart };
  };
}
