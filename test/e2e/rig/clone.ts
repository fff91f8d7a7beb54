import { cpSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const FOLDERS = ['core', 'docs', 'extension', 'install-scripts', 'native-host', 'scripts', 'test'];
/** Files of the root folder. Tools put short-lived files beside them, which may vanish while they are copied. */
const FILES = /^(?!.*timestamp)[\w.-]+\.(?:json|md|ts)$|^LICENSE$/;

/** A copy of the sources that was never built, as after `git clone` and `npm ci`. The packages are linked. */
export interface FreshClone {
  readonly folder: string;
  remove(): void;
}

/** Makes a copy of the sources in a temporary folder. A build there does not disturb tests that use `dist` here. */
export function makeFreshClone(): FreshClone {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'keyferry-clone-'));
  for (const name of readdirSync('.').filter((each) => FOLDERS.includes(each) || FILES.test(each))) {
    cpSync(name, join(folder, name), { recursive: true });
  }
  // The copied lock file gets an old date, so that no command runs `npm ci`. That would change the packages of all
  // tests.
  utimesSync(join(folder, 'package-lock.json'), 0, 0);
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'), 'junction');
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }) };
}
