import { lstatSync, mkdirSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { KeyferryError } from '#core/errors.ts';

/*
 * The folder of the sockets. Browser and shell may have different variables, so the place depends only on the user and
 * the home folder. The modes of the folder and the sockets keep other users out, because `connect` needs the right to
 * write.
 */

/** The values that decide where the folder is. */
export interface SocketLocation {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** The home folder by HOME, absolute. */
  readonly home: string;
  /** The home folder by the system's list of users; '' if the user is not in the list. */
  readonly listedHome: string;
  /** The user's number. On Windows nobody uses it. */
  readonly uid: number;
  /** The folder in which Linux keeps one folder for each user who is logged in. Only tests change it. */
  readonly runtimeRoot?: string;
}

function listedHome(): string {
  try {
    return userInfo().homedir;
  } catch {
    return '';
  }
}

/** The location for this process. */
export const socketLocation = (): SocketLocation => ({
  env: process.env,
  platform: process.platform,
  home: resolve(homedir()),
  listedHome: listedHome(),
  uid: process.geteuid?.() ?? -1,
});

/**
 * The folders in which sockets may be. A host uses the first one that works, and clients look in all of them. A process
 * with another HOME than the user's own, such as a demo, has a folder of its own, so it never answers for the real one.
 */
export function socketFolders(location: SocketLocation): readonly string[] {
  const { env, platform, home, uid, runtimeRoot = '/run/user' } = location;
  if (platform === 'win32') return [join(env.LOCALAPPDATA || join(home, 'AppData', 'Local'), 'keyferry', 'run')];
  const own = join(home, '.keyferry', 'run');
  const isRealHome = location.listedHome !== '' && resolve(location.listedHome) === resolve(home);
  return platform === 'linux' && isRealHome ? [join(runtimeRoot, String(uid), 'keyferry'), own] : [own];
}

/** A socket's path is limited to 104 bytes on macOS, with the zero at its end. Linux allows four more. */
const MAX_PATH_BYTES = 103;
/** The longest process id of Linux has seven digits. */
const LONGEST_NAME = '9999999.sock';

interface Problem {
  readonly why: string;
  /** A sentence without its full stop. */
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
  // Windows shows neither owners nor modes. There the user's own folder lets in only the user.
  if (platform === 'win32') return null;
  if (stats.uid !== uid) return { why: 'it belongs to another user', remedy };
  if ((stats.mode & 0o077) !== 0) return { why: 'other users may open it', remedy: `Run \`chmod 700 '${folder}'\`` };
  return null;
}

const asError = (folder: string, problem: Problem) => new KeyferryError('LIVE_SOCKET', { folder, ...problem });

/**
 * Why an existing folder cannot be trusted, or null.
 * @returns KeyferryError LIVE_SOCKET
 */
export function folderProblem(folder: string, location: SocketLocation): KeyferryError | null {
  const problem = pathProblem(folder, location.platform) ?? modeProblem(folder, location);
  return problem && asError(folder, problem);
}

const isFolder = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

/** Creates and checks one folder. @returns an error or null. The folder of a user who is not logged in does not exist */
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
 * Creates the folder for a host's socket.
 * @returns the first folder that works
 * @throws KeyferryError LIVE_SOCKET of the last folder if none works
 */
export function openSocketFolder(location: SocketLocation): string {
  const folders = socketFolders(location);
  let problem: KeyferryError | null = null;
  for (const [nth, folder] of folders.entries()) {
    // Only the system creates the parent of the first folder.
    if (nth < folders.length - 1 && !isFolder(join(folder, '..'))) continue;
    problem = prepare(folder, location);
    if (problem === null) return folder;
  }
  throw problem ?? asError(folders.at(-1) ?? '', { why: 'it is missing', remedy: 'Start the browser again' });
}
