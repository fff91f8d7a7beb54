import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { lockPath } from '../../aws-files/editing/lock.ts';
import { readOwner } from '../../aws-files/editing/lock-owner.ts';
import { realPath } from '../../data-folder/real-path.ts';
import { type Check, error } from './check.ts';

/** Whether another program created the file or folder at the path of the lock. */
function isLeftOver(lock: string): boolean {
  try {
    const stats = lstatSync(lock);
    return !stats.isDirectory() || readdirSync(lock).some((name) => readOwner(name) === null);
  } catch {
    return false;
  }
}

/**
 * The mount points in a text in the format of /proc/self/mountinfo. The fifth field of each line is the mount point,
 * with each blank written as `\040` (proc(5)).
 */
export function mountPoints(mountInfo: string): readonly string[] {
  const fields = mountInfo.split('\n').map((line) => line.split(' ')[4] ?? '');
  return fields.map((path) =>
    path.replace(/\\([0-7]{3})/g, (_, code) => String.fromCharCode(Number.parseInt(code, 8))),
  );
}

function readMountInfo(): string {
  try {
    return readFileSync('/proc/self/mountinfo', 'utf8');
  } catch {
    return '';
  }
}

/**
 * Finds why Keyferry cannot write a file although its owner and mode allow it. Either the file is a mount point, or
 * another program created the file's lock.
 * @param mountInfo the mounts of this system, in the format of /proc/self/mountinfo
 */
export function checkObstacles(path: string, id: string, mountInfo: string = readMountInfo()): readonly Check[] {
  const real = realPath(path);
  const lock = lockPath(real);
  const checks: Check[] = [];
  if (mountPoints(mountInfo).includes(real)) {
    checks.push(
      error(
        id,
        `${path} is a mount point itself, so it cannot be replaced.`,
        `Mount the folder ${dirname(real)}, not the file.`,
      ),
    );
  }
  if (isLeftOver(lock)) {
    checks.push(
      error(
        id,
        `${lock} locks ${path}, and no running Keyferry uses this lock.`,
        `If no other program uses it, remove ${lock}.`,
      ),
    );
  }
  return checks;
}
