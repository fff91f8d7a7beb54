import type { Handlers } from '#core/protocol/answer-request.ts';
import type { ToHost } from '#core/protocol/host-protocol.ts';
import type { HostContext } from './context.ts';
import { hello } from './hello.ts';
import type { LiveHandlers } from './live-handlers.ts';

const fileHandlers = () => import('./file-handlers.ts');

/** Loads the handlers of live profiles at the first request that needs them. Before that, `loaded` returns null. */
function liveHandlersOnce(context: HostContext) {
  let handlers: Promise<LiveHandlers> | null = null;
  return {
    load(): Promise<LiveHandlers> {
      handlers ??= import('./live-handlers.ts').then(({ createLiveHandlers }) => createLiveHandlers(context));
      return handlers;
    },
    loaded: () => handlers,
  };
}

/**
 * The functions with which the host answers the extension. All handlers except `hello` are loaded at their first
 * request. So the host can answer `hello` quickly.
 */
export const handlersFor = (context: HostContext): Handlers<ToHost> => {
  const live = liveHandlersOnce(context);
  return {
    hello: () => hello(context),
    'write-profiles': async (request) => (await fileHandlers()).writeProfiles(request, context),
    'list-profiles': async () => (await fileHandlers()).listProfiles(context),
    'remove-profiles': async (request) => (await fileHandlers()).removeProfiles(request, context),
    'set-up-cli-profiles': async (request) => (await fileHandlers()).setUpCliProfilesFrame(request, context),
    'forget-lists': async (request) => (await fileHandlers()).forgetListsFrame(request, context),
    'make-private': async () => (await fileHandlers()).makePrivateFrame(context),
    'keep-list': async (request) => (await fileHandlers()).keepListFrame(request, context),
    'note-clock': async (request) => (await fileHandlers()).noteClockFrame(request, context),
    'serve-live': async (request) => (await live.load()).serve(request),
    'stop-live': async () => (await live.loaded())?.stop() ?? {},
    'remove-live-profiles': async (request) => (await fileHandlers()).removeLiveProfilesFrame(request, context),
  };
};
