import { createAnnouncer } from './announcer.ts';
import { runtimeOf } from './extension.ts';
import { watch } from './watch.ts';

/*
 * Runs in a portal's page, in its own world. Tells the worker of the page's session and keeps nothing; whatever goes
 * wrong here must not be felt in the page.
 */
const runtime = runtimeOf(globalThis as Parameters<typeof runtimeOf>[0]);
if (runtime) {
  const later = (task: () => void, ms: number) => void setTimeout(task, ms);
  const announcer = createAnnouncer({ document, location }, runtime, () => performance.now(), later);
  runtime.onMessage.addListener((message, sender, reply) => {
    if (sender.id !== runtime.id || (message as { kind?: unknown } | null)?.kind !== 'worker/ping') return undefined;
    reply({ here: true });
    announcer.forgetWhatWasTold();
    announcer.look();
    return undefined;
  });
  watch(window as Parameters<typeof watch>[0], announcer.look);
}
