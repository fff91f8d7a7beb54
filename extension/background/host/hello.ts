import type { Channel } from '#core/protocol/channel.ts';
import type { HostReply, ToExtension, ToHost } from '#core/protocol/host-protocol.ts';
import type { HostView } from '#core/protocol/messages.ts';
import { send } from './send.ts';

/**
 * Checks whether a host that has already answered `hello` still answers.
 * @param ms how long the answer may take, ms.
 * @param later like setTimeout; returns a function that clears the timer.
 */
export function answersWithin(
  channel: Channel<ToHost, ToExtension>,
  { ms, later }: { readonly ms: number; readonly later: (task: () => void, ms: number) => () => void },
): Promise<boolean> {
  return new Promise((resolve) => {
    const stop = later(() => resolve(false), ms);
    send({ channel }, 'hello', {})
      .then(
        () => resolve(true),
        () => resolve(false),
      )
      .finally(stop);
  });
}

/** What the popup shows about a host with our protocol version. */
export function readyView(hello: Omit<HostReply<'hello'>, 'protocol'>): HostView {
  const { version, marksUsers, servesLive, liveUnavailable } = hello;
  return {
    state: 'ready',
    version,
    ...(marksUsers && { marksUsers }),
    ...(servesLive && { servesLive }),
    ...(liveUnavailable !== undefined && { liveUnavailable }),
  };
}
