import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type DataLocation, dataFolder } from './places.ts';

/** The values from which the running program finds the folder for its own data. */
export interface ProgramLocation extends DataLocation {
  /** The folder of the running program. */
  readonly directory: string;
}

/**
 * The folder for the data of the running program. If the program runs from an installation folder that belongs to this
 * user, the result is this folder. Otherwise, the result is the data folder. A browser may start the program without
 * the variable that sets the data folder, so the function looks for the installation folder first.
 */
export function programFolder(location: ProgramLocation): string {
  const parent = dirname(location.directory);
  const isInstalled = existsSync(join(parent, 'install.json'));
  const isOurs = isInstalled && location.platform !== 'win32' && statSync(parent).uid === process.geteuid?.();
  return isOurs ? parent : dataFolder(location);
}
