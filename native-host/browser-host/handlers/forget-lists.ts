import type { HostReply, HostRequest } from '#core/protocol/host-protocol.ts';
import { forgetLists } from '../../data-folder/kept-list.ts';
import { forgetLive } from '../../data-folder/live-record.ts';
import { dataFolderOf, type HostContext } from './context.ts';

/**
 * Removes every list of accounts and roles that is kept for `keyferry configure`, or only that of one portal. With
 * `installation`, it also removes what live.json says about this installation of the extension.
 * @throws KeyferryError FILE_BUSY, system errors
 */
export async function forgetListsFrame(
  { portal, installation }: HostRequest<'forget-lists'>,
  context: HostContext,
): Promise<HostReply<'forget-lists'>> {
  forgetLists(dataFolderOf(context), portal);
  if (installation !== undefined) await forgetLive(dataFolderOf(context), installation);
  return {};
}
