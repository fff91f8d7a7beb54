import { dirname } from 'node:path';
import { KeyferryError } from '#core/errors.ts';
import { asFileError } from './file-errors.ts';
import type { System } from './system.ts';

const GROUP_OR_OTHER_WRITE = 0o022;

/**
 * Changes the mode of the folder of `file`, like `chmod go-w`: the group and others can no longer write in the folder.
 * The folder must belong to this user. Does nothing on Windows.
 * @throws KeyferryError FILE_OWNER for a folder of another user, FILE_MODES_IGNORED, FILE_IO
 */
export async function makePrivate({ files, uid }: System, file: string): Promise<void> {
  if (uid === null) return;
  const directory = dirname(file);
  try {
    const { mode, uid: owner } = await files.stat(directory);
    if (owner !== uid) {
      const remedy = `run \`sudo chown "$(id -un)" ${directory}\``;
      throw new KeyferryError('FILE_OWNER', { file: directory, owner: 'another user', remedy });
    }
    await files.chmod(directory, mode & 0o7777 & ~GROUP_OR_OTHER_WRITE);
    const now = await files.stat(directory);
    if ((now.mode & GROUP_OR_OTHER_WRITE) !== 0) throw new KeyferryError('FILE_MODES_IGNORED', { directory });
  } catch (error) {
    throw asFileError(error, directory);
  }
}
