import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { installCommand } from '#core/install-command.ts';
import { version } from '../../../package.json';
import { readInstallFacts } from '../../data-folder/install-facts.ts';
import { realPath } from '../../data-folder/real-path.ts';
import type { CommandIo } from '../../terminal/io.ts';

const isClone = (root: string): boolean => existsSync(join(root, 'install-scripts/install.sh'));

/** The git clone in which the program was built or from which it was installed; null for a release. */
export function cloneOf(programPath: string): string | null {
  const program = realPath(programPath);
  const root = dirname(dirname(dirname(program)));
  if (dirname(program) === join(root, 'dist', 'host') && isClone(root)) return root;
  const recorded = readInstallFacts(dirname(dirname(program)))?.clone;
  return recorded !== undefined && isClone(recorded) ? recorded : null;
}

/**
 * The command that installs the program again: from the program's git clone or, without one, from a release.
 * @param options options of the command, such as `--force`. Each must be one word for the shell
 */
export function reinstallCommand(
  { programPath, platform }: Pick<CommandIo, 'programPath' | 'platform'>,
  ...options: string[]
): string {
  return [installCommand(platform === 'win32', cloneOf(programPath)).command, ...options].join(' ');
}

/**
 * The part of a sentence that says how npm makes the command `keyferry`. A program from a git clone builds its own
 * package. It does not use the npm package of the same name, which may belong to someone else before a release.
 */
export function npmInstall({ programPath }: Pick<CommandIo, 'programPath'>): string {
  const clone = cloneOf(programPath);
  if (clone === null) return '`npm install --global keyferry`';
  return `\`npm run package\` in ${clone} and then \`npm install --global ./dist/packages/keyferry-${version}.tgz\` there`;
}

/** A sentence for `keyferry doctor`: run the install command again. @param options options of that command */
export const reinstall = (...options: string[]): string =>
  `Run \`${reinstallCommand({ programPath: process.argv[1] ?? '', platform: process.platform }, ...options)}\`.`;
