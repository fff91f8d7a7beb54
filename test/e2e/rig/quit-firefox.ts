import { once } from 'node:events';
import type { BrowserRig } from './browser-rig.ts';

/** The part of the driver that sends commands. The driver's type does not contain it. */
interface WithConnection {
  readonly connection: { send(command: 'browser.close', body: object): Promise<unknown> };
}

/**
 * Ends Firefox as a person does, and waits until Firefox has stored everything. The driver's own `close` kills Firefox
 * after 5 s. On a slow machine, Firefox would then open its windows again at the next start, and might lose cookies.
 */
export async function quitFirefox(rig: BrowserRig): Promise<void> {
  const firefox = rig.browser.process();
  const ended = firefox && once(firefox, 'exit');
  await (rig.browser as unknown as WithConnection).connection.send('browser.close', {});
  await ended;
  await rig.close();
}
