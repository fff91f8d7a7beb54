import { type HostReply, PROTOCOL_VERSION } from '#core/protocol/host-protocol.ts';
import { version } from '../../../package.json';

/**
 * The version and the protocol of this program. From them the extension sees whether the host or the extension is
 * older.
 */
export function hello(): HostReply<'hello'> {
  return { version, protocol: PROTOCOL_VERSION, marksUsers: true, servesLive: true };
}
