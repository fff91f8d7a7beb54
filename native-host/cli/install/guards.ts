import { existsSync, realpathSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { KeyferryError } from '#core/errors.ts';
import { homeDirectory } from '../../aws-files/paths.ts';
import type { CommandIo } from '../../terminal/io.ts';
import { programFilesIn } from './program-files.ts';

const OTHERS_WRITE = 0o002;
const STICKY = 0o1000;

const refuse = (why: string) => new KeyferryError('INSTALL_REFUSED', { why });

/**
 * Refuses `sudo` with the caller's HOME, as some systems keep it: every file would belong to root, and the user's own
 * installs would fail.
 * @throws KeyferryError INSTALL_REFUSED
 */
export function refuseSudo({ env, home }: CommandIo): void {
  const me = process.geteuid?.();
  if (me === undefined || env.SUDO_UID === undefined || !existsSync(home) || statSync(home).uid === me) return;
  throw refuse(
    `sudo would leave files that belong to root in ${home}; run it without sudo, as the user of the browser`,
  );
}

/**
 * Refuses an empty or relative HOME: everything would be installed below the current folder, where no browser looks.
 * @throws KeyferryError PATH_INVALID
 */
export function refuseRelativeHome({ env, platform }: CommandIo): void {
  if (platform !== 'win32') homeDirectory(env, platform);
}

function nearestFolder(path: string): string {
  return existsSync(path) ? path : nearestFolder(dirname(path));
}

function ancestors(path: string): string[] {
  const parent = dirname(path);
  return parent === path ? [] : [parent, ...ancestors(parent)];
}

/**
 * Refuses a folder in which other users could place or replace the program that the browser starts.
 * @throws KeyferryError INSTALL_REFUSED
 */
export function refuseOpenFolder(folder: string): void {
  const me = process.geteuid?.();
  if (me === undefined) return;
  const nearest = nearestFolder(folder);
  const { mode, uid } = statSync(nearest);
  // In a sticky folder such as /tmp others cannot replace our files, but they can create one of that name first.
  const open = nearest === folder ? mode & OTHERS_WRITE : isOpen(mode);
  if (open) throw refuse(`everyone may write in ${nearest}; run \`chmod o-w\` on it`);
  if (uid !== me && uid !== 0) throw refuse(`${nearest} belongs to another user`);
  // Others could replace a link on the path, or its target.
  const above = [...ancestors(nearest), ...ancestors(realpathSync(nearest))].find((each) =>
    isOpen(statSync(each).mode),
  );
  if (above !== undefined) throw refuse(`everyone may write in ${above}; run \`chmod o-w\` on it`);
}

/** Who besides root could replace the file at `path`, as the end of a sentence; null if nobody could. */
export function whoCouldReplace(path: string): string | null {
  const real = realpathSync(path);
  for (const each of [real, ...ancestors(real)]) {
    const { mode, uid } = statSync(each);
    if (uid !== 0) return `${each} belongs to a user who could replace it`;
    if (each === real ? mode & OTHERS_WRITE : isOpen(mode)) return `everyone may write in ${each}`;
  }
  return null;
}

/**
 * Refuses to install for all users unless only root or administrators may change Node, the program and every folder above.
 * @throws KeyferryError INSTALL_REFUSED
 */
export function refuseUnsafeSystem({ platform, env, execPath, programPath }: CommandIo): void {
  if (platform === 'win32') {
    const shared = (env.ProgramFiles || env.PROGRAMFILES || 'C:\\Program Files').toLowerCase();
    if (execPath.toLowerCase().startsWith(`${shared}\\`)) return;
    throw refuse(
      `--system needs a Node below ${shared}, which only administrators may change; this one is ${execPath}`,
    );
  }
  if (process.geteuid?.() !== 0) throw refuse('--system writes for every user of the machine; run it as root');
  const folder = dirname(realpathSync(programPath));
  for (const path of [execPath, programPath, ...programFilesIn(folder).map((name) => join(folder, name))]) {
    const why = whoCouldReplace(path);
    if (why !== null) throw refuse(`--system needs a Node and a program that only root may change, and ${why}`);
  }
}

function isOpen(mode: number): boolean {
  return (mode & OTHERS_WRITE) !== 0 && (mode & STICKY) === 0;
}
