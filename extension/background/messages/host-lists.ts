import { KeyferryError } from '#core/errors.ts';
import type { NativeClient } from '../host/host-client.ts';

/**
 * Makes the program forget its list of a portal, or all its lists. If the program is no longer installed, there are no
 * lists either.
 * @throws KeyferryError HOST_… or the host's own refusal.
 */
export async function forgetHostLists(host: Pick<NativeClient, 'request'>, portal?: string): Promise<void> {
  try {
    await host.request('forget-lists', portal === undefined ? {} : { portal });
  } catch (error) {
    if (!(error instanceof KeyferryError && error.code === 'HOST_MISSING')) throw error;
  }
}
