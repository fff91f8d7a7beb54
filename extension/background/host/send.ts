import type { Channel } from '#core/protocol/channel.ts';
import type { HostBody, HostReply, HostRequestKind, ToExtension, ToHost } from '#core/protocol/host-protocol.ts';
import { requestFailure } from './host-errors.ts';

/** Sends one request to the host. @throws the KeyferryError that `requestFailure` makes. */
export async function send<Kind extends HostRequestKind>(
  { channel }: { readonly channel: Channel<ToHost, ToExtension> },
  kind: Kind,
  body: HostBody<Kind>,
): Promise<HostReply<Kind>> {
  try {
    return await channel.request(kind, body);
  } catch (error) {
    throw requestFailure(kind, body, error);
  }
}
