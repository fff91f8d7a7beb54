import { type HostReply, PROTOCOL_VERSION } from '#core/protocol/host-protocol.ts';
import { version } from '../../../package.json';
import { launcherPath, liveUnavailable } from '../../data-folder/launcher.ts';
import { dataFolderOf, type HostContext } from './context.ts';

/**
 * Replies with the version and the protocol of this program. The extension compares them with its own, to see which
 * side is older. If there is no launcher, the reply also says why live profiles cannot be set up.
 */
export function hello(context: HostContext): HostReply<'hello'> {
  const launcher = launcherPath(dataFolderOf(context));
  const unavailable = launcher.path === null ? liveUnavailable(launcher).message.slice(0, 512) : undefined;
  return {
    version,
    protocol: PROTOCOL_VERSION,
    marksUsers: true,
    servesLive: true,
    ...(unavailable !== undefined && { liveUnavailable: unavailable }),
  };
}
