import { accessSync, constants, lstatSync, readlinkSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { KeyferryError } from '#core/errors.ts';
import { isExecutable } from '../../data-folder/executable.ts';
import { randomName } from '../../data-folder/sha256.ts';
import type { CommandIo } from '../../terminal/io.ts';
import { npmInstall, reinstallCommand } from '../shared/reinstall.ts';
import { isVersionFolder } from './own-wrappers.ts';
import type { FileState } from './plan.ts';
import { PROGRAM_FILE } from './program-files.ts';
import type { RecordedLink } from './record.ts';

/** The name of the command that a person types. */
export const COMMAND = 'keyferry';

/** A symbolic link that `keyferry install` creates. The target of the link is the program. */
export interface PlannedLink extends RecordedLink {
  readonly state: FileState;
}

/** Whether a link leads to a program that an install of Keyferry wrote. */
function isOurTarget(target: string): boolean {
  const [file, folder, parent] = target.split('/').reverse();
  return file === PROGRAM_FILE && isVersionFolder(folder ?? '') && parent === 'keyferry';
}

/** The target of the symbolic link at `path`; null if there is no such link. */
function targetOf(path: string): string | null {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ? readlinkSync(path) : null;
}

function stateOfLink({ path, target }: RecordedLink): FileState {
  if (!lstatSync(path, { throwIfNoEntry: false })) return 'new';
  const found = targetOf(path);
  if (found === target) return 'unchanged';
  return found !== null && isOurTarget(found) ? 'changed' : 'foreign';
}

function foldersOnPath({ env }: CommandIo): readonly string[] {
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder.startsWith('/'));
  // Ignores the folder that npx adds to PATH, because this folder exists only while the command runs.
  return folders.map((folder) => resolve(folder)).filter((folder) => !folder.includes('/node_modules/'));
}

/** The user's own folder for programs, if it is on PATH; otherwise null. */
function ownFolder(io: CommandIo): string | null {
  const onPath = foldersOnPath(io);
  const own = [join(io.home, '.local/bin'), join(io.home, 'bin')];
  return own.find((folder) => onPath.includes(folder)) ?? null;
}

/**
 * Whether PATH already has a command `keyferry` that install did not create, for example one from `npm install
 * --global`.
 */
function isThereAlready(io: CommandIo): boolean {
  return foldersOnPath(io).some((folder) => {
    const path = join(folder, COMMAND);
    const target = targetOf(path);
    return isExecutable(path) && !(target !== null && isOurTarget(target));
  });
}

/**
 * Plans the symbolic links that make the command `keyferry`. The link is in the folder that the user chose with
 * --bin-dir, or else in the user's own folder on PATH. Links of earlier installs get the new target too.
 * @param program absolute path of the installed keyferry.cjs
 * @param earlier links that earlier installs made
 * @throws KeyferryError USAGE for --bin-dir on Windows, INSTALL_REFUSED if another program is at the path of a link
 */
export function planLinks(
  program: string,
  binDir: string | undefined,
  earlier: readonly RecordedLink[],
  io: CommandIo,
): readonly PlannedLink[] {
  if (io.platform === 'win32') {
    if (binDir === undefined) return [];
    throw new KeyferryError('USAGE', {
      why: `On Windows, npm makes the command keyferry: run ${npmInstall(io)}; leave out --bin-dir`,
    });
  }
  const own = io.everyone || isThereAlready(io) ? null : ownFolder(io);
  const folder = binDir === undefined ? own : resolve(binDir);
  const paths = [...(folder === null ? [] : [join(folder, COMMAND)]), ...earlier.map(({ path }) => path)];
  const planned = [...new Set(paths)].map((path) => {
    const link = { path, target: program };
    return { ...link, state: stateOfLink(link) };
  });
  const foreign = planned.find(({ path, state }) => state === 'foreign' && binDir !== undefined && path === paths[0]);
  if (foreign) {
    throw new KeyferryError('INSTALL_REFUSED', {
      why: `${foreign.path} is another program; move it away, or name another folder with --bin-dir`,
    });
  }
  return planned.filter(({ state }) => state !== 'foreign');
}

/** Makes a link and replaces an earlier link of Keyferry. @throws system errors unchanged */
export function makeLink({ path, target }: RecordedLink): void {
  const temporary = `${path}.${randomName()}.tmp`;
  symlinkSync(target, temporary);
  try {
    renameSync(temporary, path);
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** Removes a link that `keyferry install` made. If the link now has another target, keeps it. */
export function removeLink({ path, target }: RecordedLink): 'removed' | 'gone' | 'kept' {
  if (!lstatSync(path, { throwIfNoEntry: false })) return 'gone';
  if (targetOf(path) !== target) return 'kept';
  rmSync(path);
  return 'removed';
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * The sentence that says how to create the command `keyferry`. Null if the command already exists, or if this install
 * creates the command.
 * @param links the links that install creates
 */
export function commandHint(links: readonly PlannedLink[], io: CommandIo): string | null {
  if (links.length > 0 || isThereAlready(io)) return null;
  if (io.platform === 'win32') return `For a \`keyferry\` command, run ${npmInstall(io)}.`;
  const folder = foldersOnPath(io).find((each) => each.startsWith(`${io.home}/`) && isWritable(each));
  const run = (dir: string) =>
    `run \`${reinstallCommand(io, ...(io.everyone ? ['--system'] : []), '--bin-dir', dir)}\``;
  if (io.everyone) return `For a \`keyferry\` command, ${run('/usr/local/bin')}.`;
  return folder === undefined
    ? `For a \`keyferry\` command, ${run('~/.local/bin')} and put that folder on your PATH.`
    : `For a \`keyferry\` command, ${run(folder)}.`;
}
