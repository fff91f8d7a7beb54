import { accessSync, constants, type Stats, statSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { KeyferryError } from '#core/errors.ts';
import { askHost } from '../../live/ask-host.ts';
import { askHosts } from '../../live/ask-hosts.ts';
import { ownProgram } from '../../live/own-program.ts';
import { agentIn, describeProcess } from '../../live/process-tree.ts';
import { findSockets, type Sockets } from '../../live/socket-files.ts';
import { socketLocation } from '../../live/socket-folder.ts';
import { type LineClient, requestLine } from '../../live/socket-line.ts';
import type { CommandIo } from '../../terminal/io.ts';
import { programLocation } from '../shared/program-location.ts';

/** The error for a socket of another user. This error occurs for example in a container that runs as another user. */
function otherUser(path: string): KeyferryError {
  const remedy = 'Run the program with your own user id, or with `keyferry exec --endpoint NAME -- COMMAND`';
  return new KeyferryError('LIVE_SOCKET', { folder: path, why: 'it belongs to another user', remedy });
}

/** @throws KeyferryError LIVE_SOCKET */
function statOf(path: string): Stats | undefined {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    // Only a program that may write to a socket can connect to it.
    if (stats) accessSync(path, constants.W_OK);
    return stats;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EACCES') throw otherUser(path);
    // The error EROFS is ignored, because a program can use a socket on a file system that is mounted read-only.
    if (code === 'EROFS') return statSync(path, { throwIfNoEntry: false });
    return undefined;
  }
}

/** The socket at the path in KEYFERRY_SOCKET. @throws KeyferryError LIVE_SOCKET */
function namedSocket(path: string, platform: NodeJS.Platform): Sockets {
  const stats = isAbsolute(path) ? statOf(path) : undefined;
  const isUsable = platform === 'win32' ? stats?.isFile() : stats?.isSocket();
  if (isUsable) return { paths: [path], problem: null };
  const remedy = 'Correct or unset KEYFERRY_SOCKET, then run the command again';
  throw new KeyferryError('LIVE_SOCKET', { folder: path, why: 'it is not a socket', remedy });
}

/**
 * The sockets to which Keyferry sends a request. If KEYFERRY_SOCKET is set, for example inside a container, the result
 * is only the socket at the path in this variable.
 * @throws KeyferryError LIVE_SOCKET
 */
export function socketsFor({ env, platform }: CommandIo): Sockets {
  return env.KEYFERRY_SOCKET ? namedSocket(env.KEYFERRY_SOCKET, platform) : findSockets(socketLocation());
}

/** How long Keyferry waits for the status of a browser, in ms. */
const STATE_MS = 3000;

/**
 * Finds the sockets of browsers that answer a request for their status. A refusal counts as an answer. Commands that
 * may wait for minutes use only these sockets. Otherwise, they would also wait for a browser that hangs.
 */
export async function answeringSockets(io: CommandIo): Promise<Sockets> {
  const { paths, problem } = socketsFor(io);
  const line = requestLine<'status'>({ op: 'status', client: claim(io) });
  const answers = async (path: string): Promise<boolean> => {
    const asked = await askHosts([path], (each, signal) => askHost(each, line, () => true, { signal }), {
      ms: STATE_MS,
    });
    return 'refusal' in asked ? asked.refusal !== null : asked.answer;
  };
  const answered = await Promise.all(paths.map(answers));
  return { paths: paths.filter((_, at) => answered[at]), problem };
}

/** The description of the program that started this process. Each request contains it, and the browser shows it. */
export const claim = (io: CommandIo): LineClient => ({
  ...describeProcess(process.ppid, ownProgram(programLocation(io))),
  ...agentIn(io.env),
  pid: process.pid,
});
