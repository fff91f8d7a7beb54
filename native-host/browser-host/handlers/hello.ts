import { type HostReply, PROTOCOL_VERSION } from '#core/protocol/host-protocol.ts';
import { version } from '../../../package.json';

/** Who answers, so that either side can tell which of the two is the older one. */
export function hello(): HostReply<'hello'> {
  return { version, protocol: PROTOCOL_VERSION };
}
