import { existsSync, lstatSync, realpathSync, type Stats } from 'node:fs';
import { dirname } from 'node:path';
import { isPrivateGroup } from './private-group.ts';

/*
 * Checks every path that Keyferry trusts or writes. The file and all folders above it must belong to root or to this
 * user, and no other user may write in them. A folder with the sticky bit, such as /tmp, is safe, because users can
 * replace only their own files there.
 */

const GROUP_WRITE = 0o020;
const OTHERS_WRITE = 0o002;
const STICKY = 0o1000;

/**
 * A file or folder that another user may change. With such a change, this user could replace the file that Keyferry
 * checks.
 */
export interface OpenPath {
  readonly path: string;
  readonly why: 'owner' | 'group' | 'others';
}

/**
 * The users who may own files and write in folders: only root, or root and this user. Null on Windows, where Keyferry
 * does not check owners.
 */
export interface Trusted {
  readonly owners: readonly number[];
  readonly acceptsGroup: (gid: number) => boolean;
}

/**
 * The users who are trusted on this system.
 * @param everyone true if only root is trusted, because the program is installed for all users
 */
export function trustedHere(everyone: boolean): Trusted | null {
  const me = process.geteuid?.();
  if (me === undefined) return null;
  return everyone
    ? { owners: [0], acceptsGroup: () => false }
    : { owners: [0, me], acceptsGroup: (gid) => gid === 0 || isPrivateGroup(gid, me) };
}

function ancestors(path: string): string[] {
  const parent = dirname(path);
  return parent === path ? [] : [parent, ...ancestors(parent)];
}

function whyOpen(stats: Stats, isAncestor: boolean, { owners, acceptsGroup }: Trusted): OpenPath['why'] | null {
  if (!owners.includes(stats.uid)) return 'owner';
  // The mode of a link has no effect, so the function does not check this mode. It checks the target of the link too.
  if (stats.isSymbolicLink() || (isAncestor && (stats.mode & STICKY) !== 0)) return null;
  if ((stats.mode & OTHERS_WRITE) !== 0) return 'others';
  return (stats.mode & GROUP_WRITE) !== 0 && !acceptsGroup(stats.gid) ? 'group' : null;
}

/** The path itself if it exists, otherwise the nearest folder above it that exists. */
export function nearestExisting(path: string): string {
  return existsSync(path) ? path : nearestExisting(dirname(path));
}

/**
 * Finds the files and folders that another user may change in order to replace the file or folder at `path`. The
 * function checks the path itself and the folders above it. It also follows links, and checks their targets and the
 * folders above these targets. If the path does not exist, the function starts at the nearest folder that exists.
 * @throws system errors unchanged
 */
export function openPathsTo(path: string, trusted: Trusted | null): readonly OpenPath[] {
  if (trusted === null) return [];
  const start = nearestExisting(path);
  const real = realpathSync(start);
  const all = [...new Set([start, ...ancestors(start), real, ...ancestors(real)])];
  return all.flatMap((each) => {
    const why = whyOpen(lstatSync(each), each !== start && each !== real, trusted);
    return why === null ? [] : [{ path: each, why }];
  });
}
