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
 * `sudo` keeps the caller's HOME on some systems: everything written there would belong to root and stop the user's
 * own installs.
 * @throws KeyferryError INSTALL_REFUSED
 */
export function refuseSudo({ env, home }: CommandIo): void {
  const me = process.geteuid?.();
  if (me === undefined || env.SUDO_UID === undefined || !existsSync(home) || statSync(home).uid === me) return;
  throw refuse(`sudo would leave files of another user in ${home}; run it without sudo, as the user of the browser`);
}

/**
 * With HOME empty or only a part of a path, all that is installed would lie below the folder that this shell happens to
 * stand in, where no browser looks.
 * @throws KeyferryError PATH_INVALID
 */
export function refuseVagueHome({ env, platform }: CommandIo): void {
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
  // Others could swap a link on the way as well as what it leads to.
  const above = [...ancestors(nearest), ...ancestors(realpathSync(nearest))].find((each) =>
    isOpen(statSync(each).mode),
  );
  if (above !== undefined) throw refuse(`everyone may write in ${above}; run \`chmod o-w\` on it`);
}

/** Who could put another program in the place of the one at `path`, as a sentence's end; null where only root could. */
export function whoCouldSwap(path: string): string | null {
  const real = realpathSync(path);
  for (const each of [real, ...ancestors(real)]) {
    const { mode, uid } = statSync(each);
    if (uid !== 0) return `${each} belongs to a user who could swap it`;
    if (each === real ? mode & OTHERS_WRITE : isOpen(mode)) return `everyone may write in ${each}`;
  }
  return null;
}

/**
 * What every user's browser starts must be out of every user's reach: the node, the program and all folders above.
 * @throws KeyferryError INSTALL_REFUSED
 */
export function refuseUnsafeSystem({ platform, env, execPath, programPath }: CommandIo): void {
  if (platform === 'win32') {
    const shared = (env.ProgramFiles || env.PROGRAMFILES || 'C:\\Program Files').toLowerCase();
    if (execPath.toLowerCase().startsWith(`${shared}\\`)) return;
    throw refuse(`--system needs a Node that only administrators may change, below ${shared}, and this is ${execPath}`);
  }
  if (process.geteuid?.() !== 0) throw refuse('--system writes for every user of the machine; run it as root');
  const folder = dirname(realpathSync(programPath));
  for (const path of [execPath, programPath, ...programFilesIn(folder).map((name) => join(folder, name))]) {
    const why = whoCouldSwap(path);
    if (why !== null) throw refuse(`--system needs a Node and a program that are root's alone, and ${why}`);
  }
}

function isOpen(mode: number): boolean {
  return (mode & OTHERS_WRITE) !== 0 && (mode & STICKY) === 0;
}
