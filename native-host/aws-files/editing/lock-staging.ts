import { basename, dirname, join } from 'node:path';
import { ifThere, quietly } from './file-errors.ts';
import { lockPath } from './lock.ts';
import { readOwner } from './lock-owner.ts';
import type { System } from './system.ts';

/** Whether the path is a folder of this user. A link does not count, because it could lead to any folder. */
async function isOwnFolder({ files, uid }: System, path: string): Promise<boolean> {
  const stats = await ifThere(files.lstat(path));
  return stats?.isDirectory() === true && (uid === null || stats.uid === uid);
}

/**
 * Removes staging directories. A process that takes the lock creates a staging directory first. If the process is
 * killed, this directory stays. Call this function only while this process has the lock.
 */
export async function sweepStaging(system: System, file: string, names: readonly string[]): Promise<void> {
  const prefix = `${basename(lockPath(file))}.`;
  for (const name of names) {
    if (!name.startsWith(prefix) || !/^[0-9a-f]{32}$/.test(name.slice(prefix.length))) continue;
    const staging = join(dirname(file), name);
    if (!(await isOwnFolder(system, staging))) continue;
    const inside = (await ifThere(system.files.readdir(staging))) ?? [];
    // This may also remove the staging directory of a running process. That process then creates a new one.
    for (const owner of inside) if (readOwner(owner)) await quietly(system.files.unlink(join(staging, owner)));
    await quietly(system.files.rmdir(staging));
  }
}
