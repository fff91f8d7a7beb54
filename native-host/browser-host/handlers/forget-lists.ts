import type { HostReply, HostRequest } from '#core/protocol/host-protocol.ts';
import { forgetLists } from '../../data-folder/kept-list.ts';
import { forgetLive } from '../../data-folder/live-record.ts';
import { dataFolderOf, type HostContext } from './context.ts';

/**
 * Removes the stored lists of accounts and roles, which `keyferry configure` uses. With `portal`, removes only the list
 * of that portal. With `installation`, also removes the entries of this installation of the extension from live.json.
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
