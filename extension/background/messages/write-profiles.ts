import { Cancelled } from '../profiles/write-progress.ts';
import { writeTogether } from '../profiles/writer.ts';
import type { Worker } from '../worker.ts';
import type { Handlers } from './router.ts';

/** Several roles written together, and the way to call that off. */
export function writingHandlers(worker: Worker): Pick<Handlers, 'popup/write-profiles' | 'popup/cancel-writing'> {
  return {
    async 'popup/write-profiles'(wish) {
      try {
        return await writeTogether(worker, wish);
      } catch (error) {
        if (error instanceof Cancelled) return { is: 'cancelled' };
        throw error;
      }
    },

    async 'popup/cancel-writing'() {
      worker.writing.cancel();
      return null;
    },
  };
}
