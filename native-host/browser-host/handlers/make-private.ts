import type { HostReply } from '#core/protocol/host-protocol.ts';
import { makePrivate } from '../../aws-files/editing/make-private.ts';
import { findPaths, type HostContext, system } from './context.ts';

/**
 * Changes the mode of the credentials file's folder, so that no other user can create or replace files there.
 * @throws KeyferryError PATH_INVALID, FILE_*
 */
export async function makePrivateFrame(context: HostContext): Promise<HostReply<'make-private'>> {
  const { credentials } = await findPaths(context);
  await makePrivate(system, credentials);
  return {};
}
