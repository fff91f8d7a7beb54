import { existsSync, realpathSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { KeyferryError } from '#core/errors.ts';
import { homeDirectory } from '../../aws-files/paths.ts';
import { nearestExisting, type OpenPath, openPathsTo, trustedHere } from '../../data-folder/path-owners.ts';
import type { CommandIo } from '../../terminal/io.ts';
import { closingCommand, openPathSentence } from '../shared/open-paths.ts';
import { programFilesIn } from './program-files.ts';

const refuse = (why: string) => new KeyferryError('INSTALL_REFUSED', { why });

/**
 * Refuses to install with `sudo` into the home folder of the user. On some systems, sudo keeps the user's HOME. Every
 * file there would belong to root, and later installs by the user would fail.
 * @throws KeyferryError INSTALL_REFUSED
 */
export function refuseSudo({ env, home }: CommandIo): void {
  const me = process.geteuid?.();
  if (me === undefined || env.SUDO_UID === undefined || !existsSync(home) || statSync(home).uid === me) return;
  throw refuse(
    `sudo would leave files that belong to root in ${home}; run this command without sudo, as the user of the browser`,
  );
}

/**
 * Refuses an empty or relative HOME. Keyferry would be installed in the current folder, where no browser finds it.
 * @throws KeyferryError PATH_INVALID
 */
export function refuseRelativeHome({ env, platform }: CommandIo): void {
  if (platform !== 'win32') homeDirectory(env, platform);
}

/**
 * Refuses a folder of another user, and a folder in which everyone may create or replace the program that the browser
 * starts. In an install for every user of the machine, only root may write in the folder.
 * @returns folders that Keyferry accepts although other users may write in them, for example the members of a group
 * @throws KeyferryError INSTALL_REFUSED
 */
export function refuseOpenFolder(folder: string, everyone: boolean): readonly OpenPath[] {
  const found = openPathsTo(folder, trustedHere(everyone));
  const nearest = nearestExisting(folder);
  const isRefused = ({ path, why }: OpenPath) => everyone || why === 'others' || (why === 'owner' && path === nearest);
  const refused = found.find(isRefused);
  if (refused) throw refuse(`${openPathSentence(refused)}; run \`${closingCommand(refused)}\``);
  return found;
}

/** The paths of all files that are needed to run Keyferry: the program keyferry.cjs with its other files, and Node. */
function startedBy({ execPath, programPath }: Pick<CommandIo, 'execPath' | 'programPath'>): readonly string[] {
  const folder = dirname(realpathSync(programPath));
  return [execPath, programPath, ...programFilesIn(folder).map((name) => join(folder, name))];
}

/**
 * Finds files and folders that other users may change: Node, the program, and the folders above them.
 * @throws system errors unchanged
 */
export function openPathsToProgram(io: CommandIo): readonly OpenPath[] {
  const trusted = trustedHere(io.everyone === true);
  return startedBy(io).flatMap((path) => openPathsTo(path, trusted));
}

/**
 * Refuses to install for all users if a user other than root or an administrator may change Node, the program or a
 * folder above one of them.
 * @throws KeyferryError INSTALL_REFUSED
 */
export function refuseUnsafeSystem(io: CommandIo): void {
  const { platform, env, execPath } = io;
  if (platform === 'win32') {
    const shared = (env.ProgramFiles || env.PROGRAMFILES || 'C:\\Program Files').toLowerCase();
    if (execPath.toLowerCase().startsWith(`${shared}\\`)) return;
    throw refuse(
      `--system needs a Node below ${shared}, which only administrators may change, but this command runs with ${execPath}`,
    );
  }
  if (process.geteuid?.() !== 0)
    throw refuse('--system installs Keyferry for every user of the machine; run the command as root');
  const [open] = openPathsToProgram({ ...io, everyone: true });
  if (open)
    throw refuse(`--system needs a Node and a program that only root may change, and ${openPathSentence(open)}`);
}
