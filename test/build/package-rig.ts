import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { unzipSync } from 'fflate';
import { afterAll } from 'vitest';
import { sourceFiles } from '../../scripts/package-sources.ts';

const made: string[] = [];
afterAll(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

export function temporaryFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `keyferry-${name}-`));
  made.push(folder);
  return folder;
}

/** Unpacks a zip into a folder. @returns the names of the files */
export function unpackZip(zip: string, folder: string): string[] {
  const files = Object.entries(unzipSync(readFileSync(zip)));
  for (const [name, content] of files) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return files.map(([name]) => name);
}

/** A copy of the project's sources with all current changes. It has no files of git and no earlier build. */
export function copyOfSources(): string {
  const folder = temporaryFolder('sources');
  for (const name of sourceFiles('.')) cpSync(name, join(folder, name));
  return folder;
}

const RUN = `const { runnerImport } = await import('vite');
const { module } = await runnerImport(process.cwd() + '/scripts/package.ts', { configFile: false, root: process.cwd(), logLevel: 'warn' });
process.exitCode = await module.default([]);`;

/**
 * Makes the packages as `npm run package` does, but does not install the dependencies.
 * @returns the folder of the packages
 */
export function packageIn(folder: string, env: Record<string, string> = {}): string {
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
  // The environment variables of Vitest are left out. With them, the build would not use all of its plugins.
  const { PATH = '', HOME = '' } = process.env;
  execFileSync(process.execPath, ['--input-type=module', '-e', RUN], {
    cwd: folder,
    env: { PATH, HOME, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  return join(folder, 'dist', 'packages');
}
