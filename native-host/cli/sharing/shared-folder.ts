import { lstatSync, mkdirSync, readdirSync, realpathSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { KeyferryError } from '#core/errors.ts';
import { askHost } from '../../live/ask-host.ts';
import { folderProblem, type SocketLocation, socketFolders, socketLocation } from '../../live/socket-folder.ts';
import { requestLine } from '../../live/socket-line.ts';

/*
 * The folder of a shared socket. A container sees everything in this folder. If it saw the main folder of sockets and
 * could write there, it could also put a socket of its own there. So a shared socket has a separate folder, which only
 * this user can open and which contains one socket.
 */

/** Name of the socket in the folder. */
export const SOCKET_NAME = 'keys.sock';
/** Ms to wait for another `keyferry share` that has this folder. */
const OTHER_MS = 1000;

const REMEDY = 'Name a new folder, which Keyferry then creates, or an empty one that only you can open';

const refuse = (folder: string, why: string): KeyferryError =>
  new KeyferryError('LIVE_SOCKET', { folder, why, remedy: REMEDY });

/** Whether one of the two folders contains the other, or they are the same. */
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
  if (main.some((each) => isRelated(each, real)))
    throw refuse(folder, 'a folder of the browser’s own sockets is there');
}

/** Whether a program answers at the socket. */
async function isInUse(path: string): Promise<boolean> {
  const signal = AbortSignal.timeout(OTHER_MS);
  const line = requestLine<'status'>({ op: 'status' });
  try {
    return (await askHost(path, line, () => true, { signal })) !== null;
  } catch {
    // A program answered that it is busy, so the socket is in use.
    return true;
  }
}

/**
 * Creates the folder if it is missing, and checks it.
 * @param given path, absolute or relative
 * @returns its absolute path
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
  // If no program uses the socket any more, its file is replaced later.
  if (stats && (await isInUse(path))) throw refuse(folder, 'another program uses the socket in it');
  return folder;
}
