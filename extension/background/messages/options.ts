import { endEverything } from '../sessions/sign-out.ts';
import type { Worker } from '../worker.ts';
import type { Handlers } from './router.ts';

type Kinds = 'options/get-settings' | 'options/set-settings' | 'options/forget-everything';

export function optionsHandlers(worker: Worker): Pick<Handlers, Kinds> {
  return {
    'options/get-settings': () => worker.settings.read(),
    'options/set-settings': ({ settings }) => worker.settings.write(settings),
    async 'options/forget-everything'() {
      await endEverything(worker);
      return null;
    },
  };
}
