import type { Stats } from 'node:fs';
import { isPrivateGroup, type UserLists } from '../../data-folder/private-group.ts';
import type { System } from './system.ts';

const GROUP_WRITE = 0o020;
const OTHER_WRITE = 0o002;
const STICKY = 0o1000;

/**
 * Whether another user may replace files in a directory. If the directory is writable for a group, and only this user
 * is in the group, the result is false. Many Linux systems create such private groups and use the umask 002.
 * @param uid the user who runs this program
 */
export function isOpenToOthers(
  { mode, gid }: Pick<Stats, 'mode' | 'gid'>,
  uid: number,
  lists: () => UserLists,
): boolean {
  if ((mode & STICKY) !== 0) return false;
  return (mode & OTHER_WRITE) !== 0 || ((mode & GROUP_WRITE) !== 0 && !isPrivateGroup(gid, uid, lists()));
}

/**
 * File systems that ignore file modes, as type numbers of statfs: WSL's 9p and drvfs, FAT, exFAT, NTFS and FUSE (Linux
 * magic.h).
 */
const WITHOUT_MODES: ReadonlySet<number> = new Set([
  0x01021997, 0x53464846, 0x4d44, 0x2011bab0, 0x5346544e, 0x7366746e, 0x65735546,
]);

/** Whether chmod has no effect in this directory. If Keyferry cannot find this out, the result is false. */
export async function ignoresModes({ files, platform }: System, directory: string): Promise<boolean> {
  if (platform !== 'linux') return false;
  try {
    return WITHOUT_MODES.has((await files.statfs(directory)).type);
  } catch {
    return false;
  }
}
