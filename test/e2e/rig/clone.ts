import { cpSync, mkdtempSync, readdirSync, realpathSync, symlinkSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { removeFolder } from '../../remove-folder.ts';

const FOLDERS = ['core', 'docs', 'extension', 'install-scripts', 'native-host', 'scripts', 'test'];
/**
 * Only these files of the project's root folder are copied. All other files there may be temporary, and may disappear
 * during the copy.
 */
const FILES = /^(?!.*timestamp)[\w.-]+\.(?:json|md|ts)$|^LICENSE$/;

/** A copy of the sources that was never built, as after `git clone` and `npm ci`. node_modules is a link. */
export interface FreshClone {
  readonly folder: string;
  remove(): void;
}

/**
 * Makes a copy of the sources in a temporary folder. A build in the copy does not change the project's own folder
 * `dist`.
 */
export function makeFreshClone(): FreshClone {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'keyferry-clone-'));
  for (const name of readdirSync('.').filter((each) => FOLDERS.includes(each) || FILES.test(each))) {
    cpSync(name, join(folder, name), { recursive: true });
  }
  // The copied lock file gets an old date, so that no command runs `npm ci` in the copy. `npm ci` would change
  // node_modules, which all tests use.
  utimesSync(join(folder, 'package-lock.json'), 0, 0);
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'), 'junction');
  return { folder, remove: () => removeFolder(folder) };
}
