import { type CliProfilesDeps, cliProfileHandlers } from './cli-profiles.ts';
import { type GetCredentialsDeps, getCredentials } from './get-credentials.ts';
import { type KeepFreshHandlerDeps, keepFreshHandlers } from './keep-fresh.ts';
import { type KnownPortalDeps, knownPortalHandlers } from './known-portals.ts';
import { type ListingHandlerDeps, listingHandlers } from './listing.ts';
import { type LiveHandlerDeps, liveHandlers } from './live.ts';
import { type OpenConsoleDeps, openConsole } from './open-console.ts';
import { type OptionsDeps, optionsHandlers } from './options.ts';
import { type PersonalDeps, personalHandlers } from './personal.ts';
import { type PersonalFileDeps, personalFileHandlers } from './personal-file.ts';
import { openHandlers, type PopupOpenDeps } from './popup-open.ts';
import { type PortalPageDeps, portalHandlers } from './portal-page.ts';
import { type ProfileHandlerDeps, profileHandlers } from './profiles.ts';
import { type QuestionHandlerDeps, questionHandlers } from './questions.ts';
import type { Handlers } from './router.ts';
import { type SessionHandlerDeps, sessionHandlers } from './sessions.ts';
import { type WritingDeps, writingHandlers } from './writing.ts';

/** The dependencies of all handlers. Each file with handlers declares its own dependencies. */
export type HandlerDeps = CliProfilesDeps &
  GetCredentialsDeps &
  KeepFreshHandlerDeps &
  KnownPortalDeps &
  ListingHandlerDeps &
  LiveHandlerDeps &
  OpenConsoleDeps &
  OptionsDeps &
  PersonalDeps &
  PersonalFileDeps &
  PopupOpenDeps &
  PortalPageDeps &
  ProfileHandlerDeps &
  QuestionHandlerDeps &
  SessionHandlerDeps &
  WritingDeps;

/** Creates a handler for every kind of message. */
export function createHandlers(deps: HandlerDeps): Handlers {
  return {
    ...portalHandlers(deps),
    ...openHandlers(deps),
    ...sessionHandlers(deps),
    ...keepFreshHandlers(deps),
    ...listingHandlers(deps),
    ...liveHandlers(deps),
    ...optionsHandlers(deps),
    ...knownPortalHandlers(deps),
    ...profileHandlers(deps),
    ...questionHandlers(deps),
    ...personalHandlers(deps),
    ...personalFileHandlers(deps),
    ...writingHandlers(deps),
    ...cliProfileHandlers(deps),
    'popup/get-credentials': getCredentials(deps),
    'popup/open-console': openConsole(deps),
  };
}
