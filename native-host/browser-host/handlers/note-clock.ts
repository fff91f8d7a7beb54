import type { HostReply, HostRequest } from '#core/protocol/host-protocol.ts';
import { noteClock } from '../../data-folder/note-clock.ts';
import { dataFolderOf, type HostContext } from './context.ts';

/** Stores the difference of the clocks for `env`, `exec`, `status` and `doctor`. @throws system errors unchanged */
export async function noteClockFrame(
  { aheadMs }: HostRequest<'note-clock'>,
  context: HostContext,
): Promise<HostReply<'note-clock'>> {
  noteClock(aheadMs, Date.now(), dataFolderOf(context));
  return {};
}
