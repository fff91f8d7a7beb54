import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type DataLocation, dataFolder } from './places.ts';

/** The values that decide where the running program keeps its own data. */
export interface ProgramLocation extends DataLocation {
  /** The folder of the running program. */
  readonly directory: string;
}

/**
 * The folder for the data of the running program: the folder of its installation if that belongs to this user, else the
 * data folder. A browser may lack the environment variable that chose the data folder.
 */
export function programFolder(location: ProgramLocation): string {
  const parent = dirname(location.directory);
  const isInstalled = existsSync(join(parent, 'install.json'));
  const isOurs = isInstalled && location.platform !== 'win32' && statSync(parent).uid === process.geteuid?.();
  return isOurs ? parent : dataFolder(location);
}
