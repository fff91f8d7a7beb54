import { KeyferryError } from '#core/errors.ts';
import type { HostRequest } from '#core/protocol/host-protocol.ts';
import type { NativeClient } from '../host/host-client.ts';

type Forgotten = Pick<HostRequest<'forget-lists'>, 'installation' | 'portal'>;

/**
 * Makes the keyferry program erase all its lists, or only the list of the portal in `forgotten`. If `forgotten`
 * contains the id of an installation, the program also erases the live profiles of this installation. If the program is
 * no longer installed, nothing is done.
 * @throws KeyferryError HOST_… or the error that the host sent.
 */
export async function forgetHostLists(host: Pick<NativeClient, 'request'>, forgotten: Forgotten): Promise<void> {
  try {
    await host.request('forget-lists', forgotten);
  } catch (error) {
    if (!(error instanceof KeyferryError && error.code === 'HOST_MISSING')) throw error;
  }
}
