import { cpSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** Not in a fresh clone, or not needed by any command of it. The packages are linked, because they are large. */
const LEFT_OUT = ['node_modules', 'dist', '.git'];

/** A copy of the sources that was never built, as after `git clone` and `npm ci`. */
export interface FreshClone {
  readonly folder: string;
  remove(): void;
}

/** Makes a copy of the sources in a temporary folder. A build there does not disturb tests that use `dist` here. */
export function makeFreshClone(): FreshClone {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'keyferry-clone-'));
  for (const name of readdirSync('.').filter((each) => !LEFT_OUT.includes(each))) {
    cpSync(name, join(folder, name), { recursive: true });
  }
  // With an older lock file, no command runs `npm ci`, which would change the packages of all tests.
  utimesSync(join(folder, 'package-lock.json'), 0, 0);
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'), 'junction');
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }) };
}
