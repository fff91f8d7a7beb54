import type { HostReply, HostRequest } from '#core/protocol/host-protocol.ts';
import { editFile } from '../../aws-files/editing/edit-file.ts';
import { whileLocked } from '../../aws-files/editing/while-locked.ts';
import { removeLiveProfiles } from '../../cli-profiles/remove-live.ts';
import { forgetLive, readLiveRecord } from '../../data-folder/live-record.ts';
import { dataFolderOf, findPaths, type HostContext, inTurn, system } from './context.ts';

/**
 * Removes live profiles that this installation of the extension set up: their sections in the config file and their
 * entries in live.json. If the mark of a section belongs to another role, the section stays.
 * @throws KeyferryError PATH_INVALID, FILE_*
 */
export async function removeLiveProfilesFrame(
  { installation, names }: HostRequest<'remove-live-profiles'>,
  context: HostContext,
): Promise<HostReply<'remove-live-profiles'>> {
  const folder = dataFolderOf(context);
  const { config, credentials } = await findPaths(context);
  const wanted = new Set(names);
  let removed: readonly string[] = [];
  const edit = (text: string) => {
    const record = readLiveRecord(folder);
    const result = removeLiveProfiles(text, config, ({ name, owner }) => {
      const entry = record.get(name);
      return wanted.has(name) && entry?.installation === installation && isSameRole(entry, owner);
    });
    removed = result.removed;
    return result.text;
  };
  const write = () => editFile(system, config, edit, context.ending);
  await inTurn(async () => {
    await whileLocked(system, { path: credentials, other: config, signal: context.ending }, write);
    await forgetLive(folder, installation, names);
  });
  return { removed: [...removed] };
}

type Role = { readonly portal: string; readonly accountId: string; readonly roleName: string };

const isSameRole = (a: Role, b: Role): boolean =>
  a.portal === b.portal && a.accountId === b.accountId && a.roleName === b.roleName;
