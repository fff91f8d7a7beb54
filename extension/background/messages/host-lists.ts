import { KeyferryError } from '#core/errors.ts';
import type { HostRequest } from '#core/protocol/host-protocol.ts';
import type { NativeClient } from '../host/host-client.ts';

type Forgotten = Pick<HostRequest<'forget-lists'>, 'installation' | 'portal'>;

/**
 * Makes the program forget all its lists, or only that of a portal in `forgotten`. If `forgotten` names an
 * installation, the program also forgets the live profiles of that installation. If the program is no longer installed,
 * there is nothing to forget.
 * @throws KeyferryError HOST_… or the host's own refusal.
 */
export async function forgetHostLists(host: Pick<NativeClient, 'request'>, forgotten: Forgotten): Promise<void> {
  try {
    await host.request('forget-lists', forgotten);
  } catch (error) {
    if (!(error instanceof KeyferryError && error.code === 'HOST_MISSING')) throw error;
  }
}
