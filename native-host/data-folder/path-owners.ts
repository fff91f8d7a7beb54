import { existsSync, lstatSync, realpathSync, type Stats } from 'node:fs';
import { dirname } from 'node:path';
import { isPrivateGroup } from './private-group.ts';

/*
 * The rule for every path that Keyferry trusts or writes: the file and every folder above it belong to root or to this
 * user, and nobody else may write in them. A sticky folder such as /tmp is safe, because other users cannot replace
 * files there that do not belong to them.
 */

const GROUP_WRITE = 0o020;
const OTHERS_WRITE = 0o002;
const STICKY = 0o1000;

/** A file or folder that lets another user replace what is at a path. */
export interface OpenPath {
  readonly path: string;
  readonly why: 'owner' | 'group' | 'others';
}

/**
 * Who may own files and write in folders: only root, or root and this user. Null on Windows, where files have no such
 * owners.
 */
export interface Trusted {
  readonly owners: readonly number[];
  readonly acceptsGroup: (gid: number) => boolean;
}

/**
 * Who is trusted on this system.
 * @param everyone whether only root may own and write, as for an install for every user
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
  // The mode of a link has no meaning. The target of the link is checked too.
  if (stats.isSymbolicLink() || (isAncestor && (stats.mode & STICKY) !== 0)) return null;
  if ((stats.mode & OTHERS_WRITE) !== 0) return 'others';
  return (stats.mode & GROUP_WRITE) !== 0 && !acceptsGroup(stats.gid) ? 'group' : null;
}

/** The nearest folder above a missing path, or the path itself. */
export function nearestExisting(path: string): string {
  return existsSync(path) ? path : nearestExisting(dirname(path));
}

/**
 * Everything that lets another user replace the file or folder at `path`. The function checks the path itself, the
 * folders above it, links on the way and the folders above the targets of these links. Starts at the nearest folder
 * that exists.
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
