import type { HostReply, HostRequest } from '#core/protocol/host-protocol.ts';
import { keepList } from '../../data-folder/kept-list.ts';
import { dataFolderOf, type HostContext } from './context.ts';

/** Stores the list of a portal for `keyferry list`, `use` and `configure`. @throws system errors */
export function keepListFrame(
  { v: _, id: __, kind: ___, ...list }: HostRequest<'keep-list'>,
  context: HostContext,
): HostReply<'keep-list'> {
  keepList(list, dataFolderOf(context));
  return {};
}
