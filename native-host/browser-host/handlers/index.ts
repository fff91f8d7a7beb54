import type { Handlers } from '#core/protocol/answer-request.ts';
import type { ToHost } from '#core/protocol/host-protocol.ts';
import type { HostContext } from './context.ts';

/** The host's answers to the extension. Each loads only when it is asked for, so that the first reply comes quickly. */
export const handlersFor = (context: HostContext): Handlers<ToHost> => ({
  hello: async () => (await import('./hello.ts')).hello(),
  'write-profiles': async (request) => (await import('./write-profiles.ts')).writeProfiles(request, context),
  'list-profiles': async () => (await import('./list-profiles.ts')).listProfiles(context),
  'remove-profiles': async (request) => (await import('./remove-profiles.ts')).removeProfiles(request, context),
  'set-up-cli-profiles': async (request) =>
    (await import('./set-up-cli-profiles.ts')).setUpCliProfilesFrame(request, context),
  'forget-lists': async () => (await import('./forget-lists.ts')).forgetListsFrame(context),
});
