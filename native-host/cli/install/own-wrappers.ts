import { CMD_WRAPPER_FILE } from '../../../install-scripts/windows-wrapper.ts';
import { WRAPPER_FILE } from '../../../install-scripts/wrapper.ts';
import type { CommandIo } from '../../terminal/io.ts';

/*
 * How the folders and files of an installed program are called. Every command looks at the wrappers, so this stands
 * apart from all that it takes to install.
 */

export const PROGRAM_FILE = 'keyferry.cjs';
/** `<version>-<start of the program's hash>`: two builds of one version never share a folder. */
const VERSION_FOLDER = /^\d[\w.+-]*-[0-9a-f]{12}$/;

export function isVersionFolder(name: string): boolean {
  return VERSION_FOLDER.test(name);
}

/** Whether a manifest's `path` is a wrapper that some install of Keyferry wrote. */
export function isOurWrapper(path: string): boolean {
  const [file, folder, parent] = path.split(/[\\/]/).reverse();
  if (parent !== 'keyferry') return false;
  if (file === CMD_WRAPPER_FILE && /^wsl-[\w.-]+$/.test(folder ?? '')) return true;
  return (file === WRAPPER_FILE || file === CMD_WRAPPER_FILE) && isVersionFolder(folder ?? '');
}

export const wrapperFile = ({ platform }: CommandIo): string =>
  platform === 'win32' ? CMD_WRAPPER_FILE : WRAPPER_FILE;
