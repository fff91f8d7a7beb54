import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/**
 * Names of files and folders that git ignores. This file repeats the names, because the unpacked source bundle is not a
 * git repository, so git cannot be asked.
 */
const IGNORED = /^(?:node_modules|dist|test-results|\.git|\.DS_Store)$|\.log$/;

function walk(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !IGNORED.test(name))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? walk(path) : [path];
    });
}

/**
 * The paths of all files inside a folder and its subfolders. They are relative to the folder and have forward slashes.
 */
export function filesBelow(folder: string): string[] {
  return walk(folder).map((path) => relative(folder, path).split(sep).join('/'));
}

/** The paths of the project's own files. In a git repository, these are all files that git does not ignore. */
export function sourceFiles(root: string): string[] {
  if (!existsSync(join(root, '.git'))) return filesBelow(root);
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const names = execFileSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 }).split('\0');
  return names.filter((name) => name !== '' && existsSync(join(root, name)));
}
