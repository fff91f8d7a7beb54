import { lstatSync, mkdirSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { KeyferryError } from '#core/errors.ts';

/*
 * Finds the folder that contains the sockets. The browser and the shell may have different environment variables. So
 * the path of the folder depends only on the user and the home folder. Only a user with write permission for a socket
 * can connect to it. The modes of the folder and the socket give other users no permission.
 */

/** The values from which the path of the sockets' folder is made. */
export interface SocketLocation {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** Absolute path of the home folder, from the variable HOME. */
  readonly home: string;
  /** The path of the home folder in the system's list of users. '' if the list does not contain the user. */
  readonly listedHome: string;
  /** The numeric id of the user. It is not used on Windows. */
  readonly uid: number;
  /** Linux creates a folder in this folder for each user who is logged in. Only tests change this path. */
  readonly runtimeRoot?: string;
}

function listedHome(): string {
  try {
    return userInfo().homedir;
  } catch {
    return '';
  }
}

/** Gets these values for the running process. */
export const socketLocation = (): SocketLocation => ({
  env: process.env,
  platform: process.platform,
  home: resolve(homedir()),
  listedHome: listedHome(),
  uid: process.geteuid?.() ?? -1,
});

/**
 * The folders that may contain sockets. A host uses the first folder that works. A client looks in all folders. If HOME
 * is not the user's real home folder, for example in a demo, only a folder inside HOME is used. Then a host of the demo
 * never answers clients outside the demo.
 */
export function socketFolders(location: SocketLocation): readonly string[] {
  const { env, platform, home, uid, runtimeRoot = '/run/user' } = location;
  if (platform === 'win32') return [join(env.LOCALAPPDATA || join(home, 'AppData', 'Local'), 'keyferry', 'run')];
  const own = join(home, '.keyferry', 'run');
  const isRealHome = location.listedHome !== '' && resolve(location.listedHome) === resolve(home);
  return platform === 'linux' && isRealHome ? [join(runtimeRoot, String(uid), 'keyferry'), own] : [own];
}

/**
 * The longest path of a socket, in bytes. macOS allows 104 bytes, including the zero byte at the end. Linux allows 108.
 */
const MAX_PATH_BYTES = 103;
/** The longest file name of a socket. The name contains a process id, which has at most seven digits on Linux. */
const LONGEST_NAME = '9999999.sock';

interface Problem {
  readonly why: string;
  /** What the user can do about the problem: a sentence without the full stop at its end. */
  readonly remedy: string;
}

function pathProblem(folder: string, platform: NodeJS.Platform): Problem | null {
  if (platform === 'win32' || Buffer.byteLength(join(folder, LONGEST_NAME)) <= MAX_PATH_BYTES) return null;
  return {
    why: `its path is too long (the system allows ${MAX_PATH_BYTES} bytes for a socket)`,
    remedy: 'Use a home folder with a shorter path',
  };
}

function modeProblem(folder: string, { platform, uid }: Pick<SocketLocation, 'platform' | 'uid'>): Problem | null {
  const stats = lstatSync(folder);
  const remedy = 'Remove it, and start the browser again';
  if (stats.isSymbolicLink()) return { why: 'it is a link', remedy };
  if (!stats.isDirectory()) return { why: 'it is not a folder', remedy };
  // On Windows, Node shows no owners and no modes. The folder is safe there, because it is inside a folder that only
  // this user can open.
  if (platform === 'win32') return null;
  if (stats.uid !== uid) return { why: 'it belongs to another user', remedy };
  if ((stats.mode & 0o077) !== 0) return { why: 'other users may open it', remedy: `Run \`chmod 700 '${folder}'\`` };
  return null;
}

const asError = (folder: string, problem: Problem) => new KeyferryError('LIVE_SOCKET', { folder, ...problem });

/** Checks an existing folder. @returns the error LIVE_SOCKET, or null if the folder is safe */
export function folderProblem(folder: string, location: SocketLocation): KeyferryError | null {
  const problem = pathProblem(folder, location.platform) ?? modeProblem(folder, location);
  return problem && asError(folder, problem);
}

const isFolder = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

/** Creates one folder and checks it. @returns the error LIVE_SOCKET, or null if the folder is safe */
function prepare(folder: string, location: SocketLocation): KeyferryError | null {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return folderProblem(folder, location);
  } catch (error) {
    const { code = 'an unknown error' } = error as NodeJS.ErrnoException;
    return asError(folder, { why: `it cannot be created (${code})`, remedy: 'Make its parent folder writable' });
  }
}

/**
 * Creates the folder for the socket of a host. Tries one folder after another.
 * @returns the first folder that is safe
 * @throws KeyferryError LIVE_SOCKET about the last folder, if no folder is safe
 */
export function openSocketFolder(location: SocketLocation): string {
  const folders = socketFolders(location);
  let problem: KeyferryError | null = null;
  for (const [nth, folder] of folders.entries()) {
    // Only the system may create the parent of the first folder. The parent is missing if the user is not logged in.
    if (nth < folders.length - 1 && !isFolder(join(folder, '..'))) continue;
    problem = prepare(folder, location);
    if (problem === null) return folder;
  }
  throw problem ?? asError(folders.at(-1) ?? '', { why: 'it is missing', remedy: 'Start the browser again' });
}
