import { KeyferryError } from '#core/errors.ts';
import type { Handlers } from '#core/protocol/answer-request.ts';
import type { ToHost } from '#core/protocol/host-protocol.ts';
import type { HostContext } from './context.ts';
import { hello } from './hello.ts';

const fileHandlers = () => import('./file-handlers.ts');

const unknownKind = () => {
  throw new KeyferryError('UNKNOWN_KIND');
};

/**
 * The host's answers to the extension. All handlers except `hello` load at their first request, so that the first reply
 * comes quickly.
 */
export const handlersFor = (context: HostContext): Handlers<ToHost> => ({
  hello: () => hello(context),
  'write-profiles': async (request) => (await fileHandlers()).writeProfiles(request, context),
  'list-profiles': async () => (await fileHandlers()).listProfiles(context),
  'remove-profiles': async (request) => (await fileHandlers()).removeProfiles(request, context),
  'set-up-cli-profiles': async (request) => (await fileHandlers()).setUpCliProfilesFrame(request, context),
  'forget-lists': async (request) => (await fileHandlers()).forgetListsFrame(request, context),
  'make-private': async () => (await fileHandlers()).makePrivateFrame(context),
  'serve-live': unknownKind,
  'stop-live': unknownKind,
  'remove-live-profiles': async (request) => (await fileHandlers()).removeLiveProfilesFrame(request, context),
});
