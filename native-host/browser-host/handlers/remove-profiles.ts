import { profileName } from '#core/names/profile-name.ts';
import type { HostReply, HostRequest } from '#core/protocol/host-protocol.ts';
import { editFile } from '../../aws-files/editing/edit-file.ts';
import { withoutProfiles } from '../../aws-files/profiles/remove-profile.ts';
import { findPaths, type HostContext, inTurn, system } from './context.ts';

/**
 * Removes profiles from the credentials file. Keyferry must have written them. Either all of them are removed, or none.
 * @throws KeyferryError NAME_INVALID, PROFILE_UNKNOWN, PROFILE_FOREIGN, PATH_INVALID, FILE_*
 */
export async function removeProfiles(
  { names, portal }: HostRequest<'remove-profiles'>,
  context: HostContext,
): Promise<HostReply<'remove-profiles'>> {
  const removed = [...new Set(names.map(profileName))];
  const { credentials: file } = await findPaths(context);
  const edit = (text: string) => withoutProfiles(text, removed, { file, portal });
  await inTurn(() => editFile(system, file, edit, context.ending));
  return { removed };
}
