import { createAnnouncer } from './announcer.ts';
import { runtimeOf } from './extension.ts';
import { watch } from './watch.ts';

/**
 * Runs in a portal's page, isolated from the page's own scripts. It sends facts about the page's session to the worker
 * and stores nothing. If an error occurs here, the page must still work.
 */
const runtime = runtimeOf(globalThis as Parameters<typeof runtimeOf>[0]);
if (runtime) {
  const later = (task: () => void, ms: number) => void setTimeout(task, ms);
  const announcer = createAnnouncer({ document, location }, runtime, () => performance.now(), later);
  runtime.onMessage.addListener((message, sender, reply) => {
    if (sender.id !== runtime.id || (message as { kind?: unknown } | null)?.kind !== 'worker/ping') return undefined;
    reply({ here: true });
    announcer.forgetLastMessage();
    announcer.check();
    return undefined;
  });
  watch(window as Parameters<typeof watch>[0], announcer.check);
}
