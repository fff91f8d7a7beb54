import type { HostReply, HostRequest } from '#core/protocol/host-protocol.ts';
import { forgetLists } from '../../data-folder/kept-list.ts';
import { dataFolderOf, type HostContext } from './context.ts';

/**
 * Removes every list of accounts and roles that is kept for `keyferry configure`, or only that of one portal.
 * @throws system errors unchanged
 */
export async function forgetListsFrame(
  { portal }: HostRequest<'forget-lists'>,
  context: HostContext,
): Promise<HostReply<'forget-lists'>> {
  forgetLists(dataFolderOf(context), portal);
  return {};
}
