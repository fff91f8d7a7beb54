import { type HostReply, PROTOCOL_VERSION } from '#core/protocol/host-protocol.ts';
import { version } from '../../../package.json';
import { launcherPath, liveUnavailable } from '../../data-folder/launcher.ts';
import { dataFolderOf, type HostContext } from './context.ts';

/**
 * The version and the protocol of this program. From them the extension sees whether the host or the extension is
 * older. Without a launcher, the reply says why there are no live profiles.
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
