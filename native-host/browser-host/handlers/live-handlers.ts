import { KeyferryError } from '#core/errors.ts';
import type { HostReply, HostRequest } from '#core/protocol/host-protocol.ts';
import { version } from '../../../package.json';
import { versionsOf } from '../../data-folder/installed-version.ts';
import { createLiveService } from '../../live/service.ts';
import { dataFolderOf, findPaths, type HostContext } from './context.ts';

/* The code of live profiles is a separate part of the program. The host loads it at the first request `serve-live`. */

const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/** The handlers of `serve-live` and `stop-live`. */
export interface LiveHandlers {
  /**
   * Opens the socket. If the socket is already open, checks that its file still exists.
   * @throws KeyferryError LIVE_SOCKET
   */
  serve(request: HostRequest<'serve-live'>): Promise<HostReply<'serve-live'>>;
  /** Closes the socket and removes its file. */
  stop(): HostReply<'stop-live'>;
}

/**
 * Creates the handlers of this process. Before the process ends, it closes the socket and removes the socket's file.
 */
export function createLiveHandlers(context: HostContext): LiveHandlers {
  const service = createLiveService({
    extension: context.extension,
    unread: context.output.unread,
    location: dataFolderOf(context),
    configPath: async () => (await findPaths(context)).config,
  });
  context.ending.addEventListener('abort', service.close);
  for (const signal of SIGNALS) {
    process.once(signal, () => {
      service.close();
      // This listener is now removed, because it was added with `once`. The same signal therefore ends the process as
      // usual.
      process.kill(process.pid, signal);
    });
  }
  return {
    async serve({ installation }) {
      // The browser may have closed the pipe while this code was loading. An open socket would then keep the process
      // alive.
      if (context.ending.aborted) throw new KeyferryError('WORKER_STOPPED');
      // If the browser stops reading, the host must continue, because programs at the socket wait for the host's
      // answers.
      context.output.writeInBackground();
      await service.serve(installation);
      context.extension.allowRequests();
      return versionsOf(context.directory, version);
    },
    stop() {
      service.close();
      return {};
    },
  };
}
