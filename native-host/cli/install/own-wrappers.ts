import { CMD_WRAPPER_FILE, WRAPPER_FILE } from '../../../install-scripts/written-wrapper.ts';
import type { CommandIo } from '../../terminal/io.ts';

/**
 * The name of a program's folder: its version and the start of its hash. So two builds of the same version never share
 * a folder.
 */
const VERSION_FOLDER = /^\d[\w.+-]*-[0-9a-f]{12}$/;

/** Whether a folder's name has the form that install gives to the folder of a program. */
export function isVersionFolder(name: string): boolean {
  return VERSION_FOLDER.test(name);
}

/**
 * Whether the `path` in a manifest leads to a wrapper that an install of Keyferry wrote. Checks only the names in the
 * path.
 */
export function isOurWrapper(path: string): boolean {
  const [file, folder, parent] = path.split(/[\\/]/).reverse();
  if (parent !== 'keyferry') return false;
  if (file === CMD_WRAPPER_FILE && /^wsl-[\w.-]+$/.test(folder ?? '')) return true;
  return (file === WRAPPER_FILE || file === CMD_WRAPPER_FILE) && isVersionFolder(folder ?? '');
}

/** Name of the wrapper that browsers on this system start. */
export const wrapperFile = ({ platform }: CommandIo): string =>
  platform === 'win32' ? CMD_WRAPPER_FILE : WRAPPER_FILE;
