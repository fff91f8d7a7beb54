import type { HostReply, HostRequest } from '#core/protocol/host-protocol.ts';
import { noteClock } from '../../data-folder/note-clock.ts';
import { dataFolderOf, type HostContext } from './context.ts';

/**
 * Stores how far this computer's clock differs from the portal's clock. The commands `env`, `exec`, `status` and
 * `doctor` use this value.
 * @throws system errors unchanged
 */
export async function noteClockFrame(
  { aheadMs }: HostRequest<'note-clock'>,
  context: HostContext,
): Promise<HostReply<'note-clock'>> {
  noteClock(aheadMs, Date.now(), dataFolderOf(context));
  return {};
}
