import type { Worker } from '../worker.ts';
import { cliProfileHandlers } from './cli-profiles.ts';
import { getCredentials } from './get-credentials.ts';
import { listingHandlers } from './listing.ts';
import { openConsole } from './open-console.ts';
import { optionsHandlers } from './options.ts';
import { personalHandlers } from './personal.ts';
import { popupOpen, retryHost } from './popup-open.ts';
import { portalHandlers } from './portal-page.ts';
import { profileHandlers } from './profiles.ts';
import type { Handlers } from './router.ts';
import { sessionHandlers } from './sessions.ts';
import { writeProfile } from './write-profile.ts';
import { writingHandlers } from './write-profiles.ts';

/** A handler for every kind of message. */
export function createHandlers(worker: Worker): Handlers {
  return {
    ...portalHandlers(worker),
    ...sessionHandlers(worker),
    ...listingHandlers(worker),
    ...optionsHandlers(worker),
    ...profileHandlers(worker),
    ...personalHandlers(worker),
    ...writingHandlers(worker),
    ...cliProfileHandlers(worker),
    'popup/open': popupOpen(worker),
    'popup/retry-host': retryHost(worker),
    'popup/get-credentials': getCredentials(worker),
    'popup/open-console': openConsole(worker),
    'popup/write-profile': writeProfile(worker),
  };
}
