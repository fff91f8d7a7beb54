import { useState } from 'preact/hooks';
import type { Answer, View } from '#core/messages.ts';
import { ask } from '../ui/worker-client.ts';
import { allowAccess } from './allow-access.ts';
import type { WorkerState } from './use-worker-state.ts';

type ViewKind = 'popup/use-portal' | 'popup/choose-session' | 'popup/set-region';

export type Steps = ReturnType<typeof useSteps>;

/** What the one-step screens do. */
export function useSteps(state: WorkerState) {
  const [reviewing, setReviewing] = useState<string | null>(null);
  const [refused, setRefused] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const follow = async (answer: Promise<Answer<ViewKind>>) => {
    const given = await answer;
    setProblem(given.ok ? null : given.message);
    if (given.ok) state.show(given.value as View);
    setReviewing(null);
  };
  return {
    reviewing,
    refused,
    problem,
    review: setReviewing,
    use: (session: string) => follow(ask('popup/use-portal', { session })),
    region: (session: string, region: string) => follow(ask('popup/set-region', { session, region })),
    choose: (session: string, trusted: boolean) =>
      trusted ? follow(ask('popup/choose-session', { session })) : setReviewing(session),
    allow: async (origins: readonly string[]) => {
      setRefused(!(await allowAccess(origins)));
      state.reopen();
    },
    reload: async () => {
      const answer = await ask('popup/reload-portal-tab', {});
      setProblem(answer.ok ? null : answer.message);
    },
  };
}
