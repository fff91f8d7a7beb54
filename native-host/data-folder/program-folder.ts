import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type DataLocation, dataFolder } from './places.ts';

/** The values from which the running program finds the folder for its own data. */
export interface ProgramLocation extends DataLocation {
  /** The folder of the running program. */
  readonly directory: string;
}

/**
 * The folder for the data of the running program. If the folder of its installation belongs to this user, it is that
 * folder. Otherwise it is the data folder. The installation comes first, because a browser may start the program
 * without the variable that sets the data folder.
 */
export function programFolder(location: ProgramLocation): string {
  const parent = dirname(location.directory);
  const isInstalled = existsSync(join(parent, 'install.json'));
  const isOurs = isInstalled && location.platform !== 'win32' && statSync(parent).uid === process.geteuid?.();
  return isOurs ? parent : dataFolder(location);
}
