import { lstatSync, mkdirSync, readdirSync, realpathSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { KeyferryError } from '#core/errors.ts';
import { connectError, REFUSED } from '../../live/socket-files.ts';
import { folderProblem, type SocketLocation, socketFolders, socketLocation } from '../../live/socket-folder.ts';

/*
 * The folder of a shared socket. A container can use everything in this folder. A container must not get the folder
 * with the sockets of the browsers, because it could use these sockets or add another one. So a shared socket gets a
 * separate folder. Only this user can open this folder, and it contains only one socket.
 */

/** Name of the socket in the folder. */
export const SOCKET_NAME = 'keys.sock';

const REMEDY = 'Name a new folder, which Keyferry then creates, or an empty folder that only you can open';

const refuse = (folder: string, why: string): KeyferryError =>
  new KeyferryError('LIVE_SOCKET', { folder, why, remedy: REMEDY });

/** Whether the two folders are the same, or one folder contains the other. */
function isRelated(one: string, other: string): boolean {
  const [a, b] = [`${one}${sep}`, `${other}${sep}`];
  return a.startsWith(b) || b.startsWith(a);
}

function refuseMainFolder(folder: string, location: SocketLocation): void {
  const real = realpathSync(folder);
  const main = socketFolders(location).flatMap((each) => {
    const isThere = lstatSync(each, { throwIfNoEntry: false })?.isDirectory() === true;
    return isThere ? [each, realpathSync(each)] : [each];
  });
  if (main.some((each) => isRelated(each, real))) throw refuse(folder, 'the sockets of your browsers are there');
}

/** Whether a program listens on the socket. True even if the program is too slow to answer. */
async function isInUse(path: string): Promise<boolean> {
  const code = await connectError(path);
  return code !== REFUSED && code !== 'ENOENT';
}

/**
 * Creates the folder if it is missing, and checks it.
 * @param given the path of the folder, absolute or relative
 * @returns the absolute path of the folder
 * @throws KeyferryError LIVE_SOCKET; system errors if the folder cannot be created
 */
export async function openSharedFolder(given: string, location = socketLocation()): Promise<string> {
  const folder = resolve(given);
  if (!lstatSync(folder, { throwIfNoEntry: false })) mkdirSync(folder, { mode: 0o700 });
  const problem = folderProblem(folder, location);
  if (problem) throw refuse(folder, String(problem.params.why));
  refuseMainFolder(folder, location);
  const [other] = readdirSync(folder).filter((name) => name !== SOCKET_NAME);
  if (other !== undefined) throw refuse(folder, 'other files are in it, which a container would see too');
  const path = join(folder, SOCKET_NAME);
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats && !stats.isSocket()) throw refuse(folder, `${SOCKET_NAME} in it is not a socket`);
  // If no program uses the socket any more, the folder is accepted. Keyferry replaces the file of the socket later.
  if (stats && (await isInUse(path))) throw refuse(folder, 'another program uses the socket in it');
  return folder;
}
