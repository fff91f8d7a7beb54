import { type HostReply, PROTOCOL_VERSION } from '#core/protocol/host-protocol.ts';
import { version } from '../../../package.json';

/** Version and protocol of this program, so that the extension can tell which of the two is older. */
export function hello(): HostReply<'hello'> {
  return { version, protocol: PROTOCOL_VERSION, marksUsers: true };
}
