import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { posixWord } from '../../../../install-scripts/wrapper.ts';
import { openPathsTo, trustedHere } from '../../../data-folder/path-owners.ts';
import { folderProblem, socketFolders, socketLocation } from '../../../live/socket-folder.ts';
import type { CommandIo } from '../../../terminal/io.ts';
import { closingCommand, openPathSentence } from '../../shared/open-paths.ts';
import { type Check, error, ok, warning } from '../check.ts';

const ID = 'live-sockets';
const OTHERS = 0o077;

const isThere = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined;

/** Whether the file at `path` is a socket of this user that no other user can open. */
function isSafeSocket(path: string): boolean {
  const stats = lstatSync(path);
  return stats.isSocket() && stats.uid === process.geteuid?.() && (stats.mode & OTHERS) === 0;
}

/** Checks the sockets in a safe folder. `current.sock` is left out, because it is only a link to another socket. */
function checkSockets(folder: string): readonly Check[] {
  const sockets = readdirSync(folder).filter((name) => /\d\.sock$/.test(name));
  const unsafe = sockets.filter((name) => !isSafeSocket(join(folder, name))).map((name) => join(folder, name));
  const count = sockets.length === 1 ? '1 socket' : `${sockets.length} sockets`;
  return [
    ok(ID, `Only you can open ${folder}, which has ${count} of live profiles.`),
    ...unsafe.map((path) =>
      warning(
        ID,
        `${path} is not a socket that only you can open, so no tool uses it.`,
        `Run \`rm ${posixWord(path)}\`.`,
      ),
    ),
  ];
}

function checkFolder(folder: string, location: ReturnType<typeof socketLocation>): readonly Check[] {
  const problem = folderProblem(folder, location);
  if (problem !== null) {
    const { why, remedy } = problem.params;
    return [error(ID, `${folder} is not safe for the sockets of live profiles because ${why}.`, `${remedy}.`)];
  }
  const open = openPathsTo(folder, trustedHere(false)).map((each) =>
    error(
      ID,
      `Other users could replace the sockets of live profiles: ${openPathSentence(each)}.`,
      `Run \`${closingCommand(each)}\`.`,
    ),
  );
  return [...open, ...checkSockets(folder)];
}

/**
 * Checks the existing folders of sockets for live keys. On Windows there is no check: Keyferry uses named pipes there,
 * and only their owner knows the names.
 */
export function checkLiveSockets({ platform }: Pick<CommandIo, 'platform'>): readonly Check[] {
  if (platform === 'win32') return [];
  const location = socketLocation();
  return socketFolders(location)
    .filter(isThere)
    .flatMap((folder) => checkFolder(folder, location));
}
