import type { KeepFresh } from '../profiles/keep-fresh.ts';
import type { Handlers } from './router.ts';

export interface KeepFreshHandlerDeps {
  readonly keepFresh: Pick<KeepFresh, 'set'>;
}

/** Handles the switch `Keep fresh` of written profiles. */
export function keepFreshHandlers({ keepFresh }: KeepFreshHandlerDeps): Pick<Handlers, 'popup/keep-fresh'> {
  return {
    async 'popup/keep-fresh'({ names, on }) {
      await keepFresh.set([...new Set(names)], on);
      return null;
    },
  };
}
