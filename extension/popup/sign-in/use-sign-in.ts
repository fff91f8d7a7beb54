import { useState } from 'preact/hooks';
import type { Answer, LockedPortal, View } from '#core/protocol/messages.ts';
import { ask } from '../../ui/worker-client.ts';
import type { WorkerState } from '../shell/use-worker-state.ts';
import { allowAccess, openPortal } from './allow-access.ts';

type ViewKind = 'popup/use-portal' | 'popup/choose-session' | 'popup/set-region' | 'popup/want-portal';

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
    return given;
  };
  const allowed = async (origins: readonly string[], cookies: 'cookies' | null = null) => {
    const granted = await allowAccess(origins, cookies);
    setRefused(!granted);
    return granted;
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
      await allowed(origins);
      state.reopen();
    },
    want: (startUrl: string, wanted: boolean) => follow(ask('popup/want-portal', { startUrl, wanted })),
    /** Reads the sign-in of a portal from the browser; a portal in a new region has to be opened by us. */
    unlock: async ({ startUrl, origins }: LockedPortal) => {
      if (!(await allowed(origins, 'cookies'))) return;
      const answer = await follow(ask('popup/want-portal', { startUrl, wanted: true }));
      const found = answer.ok && (answer.value as View).sessions.some((each) => each.startUrl === startUrl);
      if (origins.length > 0 && !found) openPortal(startUrl);
    },
    /** @param origin of the region's API. */
    newRegion: async (session: string, region: string, origin: string) => {
      if (await allowed([origin])) await follow(ask('popup/set-region', { session, region }));
    },
    reload: async () => {
      const answer = await ask('popup/reload-portal-tab', {});
      setProblem(answer.ok ? null : answer.message);
    },
  };
}
