import { existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { KeyferryError } from '#core/errors.ts';
import type { CommandIo } from '../io.ts';

const OTHERS_WRITE = 0o002;
const STICKY = 0o1000;

const refuse = (why: string) => new KeyferryError('INSTALL_REFUSED', { why });

/**
 * `sudo` keeps the caller's HOME on some systems: everything written there would belong to root and stop the user's
 * own installs.
 * @throws KeyferryError INSTALL_REFUSED
 */
export function refuseSudo({ env, home }: CommandIo): void {
  const me = process.geteuid?.();
  if (me === undefined || env.SUDO_UID === undefined || !existsSync(home) || statSync(home).uid === me) return;
  throw refuse(`sudo would leave files of another user in ${home}; run it without sudo, as the user of the browser`);
}

function nearestFolder(path: string): string {
  return existsSync(path) ? path : nearestFolder(dirname(path));
}

function ancestors(path: string): string[] {
  const parent = dirname(path);
  return parent === path ? [] : [parent, ...ancestors(parent)];
}

/**
 * Refuses a folder in which others may put or swap the program that the browser will start.
 * @throws KeyferryError INSTALL_REFUSED
 */
export function refuseOpenFolder(folder: string): void {
  const me = process.geteuid?.();
  if (me === undefined) return;
  const nearest = nearestFolder(folder);
  const { mode, uid } = statSync(nearest);
  // A sticky folder such as /tmp keeps others from swapping what we create in it, but not from being first.
  const open = nearest === folder ? mode & OTHERS_WRITE : isOpen(mode);
  if (open) throw refuse(`everyone may write in ${nearest}; run \`chmod o-w\` on it`);
  if (uid !== me && uid !== 0) throw refuse(`${nearest} belongs to another user`);
  const above = ancestors(nearest).find((each) => isOpen(statSync(each).mode));
  if (above !== undefined) throw refuse(`everyone may write in ${above}; run \`chmod o-w\` on it`);
}

function isOpen(mode: number): boolean {
  return (mode & OTHERS_WRITE) !== 0 && (mode & STICKY) === 0;
}
