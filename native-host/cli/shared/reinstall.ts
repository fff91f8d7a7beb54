import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { installCommand } from '#core/install-command.ts';
import { version } from '../../../package.json';
import { readInstallFacts } from '../../data-folder/install-facts.ts';
import { realPath } from '../../data-folder/real-path.ts';
import type { CommandIo } from '../../terminal/io.ts';

const isClone = (root: string): boolean => existsSync(join(root, 'install-scripts/install.sh'));

/**
 * The git clone in which the program was built, or from which the program was installed. Null if it is from a release.
 */
export function cloneOf(programPath: string): string | null {
  const program = realPath(programPath);
  const root = dirname(dirname(dirname(program)));
  if (dirname(program) === join(root, 'dist', 'host') && isClone(root)) return root;
  const recorded = readInstallFacts(dirname(dirname(program)))?.clone;
  return recorded !== undefined && isClone(recorded) ? recorded : null;
}

/**
 * The command that installs the program again: from the program's git clone or, without one, from a release.
 * @param options options of the command, such as `--force`. Each option must be one word of the shell.
 */
export function reinstallCommand(
  { programPath, platform }: Pick<CommandIo, 'programPath' | 'platform'>,
  ...options: string[]
): string {
  return [installCommand(platform === 'win32', cloneOf(programPath)).command, ...options].join(' ');
}

/**
 * The part of a sentence that says how the user can make the command `keyferry` with npm. If the program is from a git
 * clone, the user must build the package in the clone. Before the first release, the package `keyferry` on npm may
 * belong to someone else.
 */
export function npmInstall({ programPath }: Pick<CommandIo, 'programPath'>): string {
  const clone = cloneOf(programPath);
  if (clone === null) return '`npm install --global keyferry`';
  return `\`npm run package\` in ${clone} and then \`npm install --global ./dist/packages/keyferry-${version}.tgz\` there`;
}

/**
 * A sentence of `keyferry doctor` that tells the user to run `keyferry install` again.
 * @param options options of `keyferry install`
 */
export const reinstall = (...options: string[]): string =>
  `Run \`${reinstallCommand({ programPath: process.argv[1] ?? '', platform: process.platform }, ...options)}\`.`;
