import type { HostReply, HostRequest } from '#core/protocol/host-protocol.ts';
import { keepList } from '../../data-folder/kept-list.ts';
import { dataFolderOf, type HostContext } from './context.ts';

/**
 * Stores a portal's list of accounts and roles for the commands `keyferry list`, `use` and `configure`.
 * @throws system errors
 */
export function keepListFrame(
  { v: _, id: __, kind: ___, ...list }: HostRequest<'keep-list'>,
  context: HostContext,
): HostReply<'keep-list'> {
  keepList(list, dataFolderOf(context));
  return {};
}
