import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { installCommand } from '#core/install-command.ts';
import type { CommandIo } from '../../terminal/io.ts';

/** The clone that contains the built program, or null. */
function cloneOf(program: string): string | null {
  const root = dirname(dirname(dirname(program)));
  const isClone =
    dirname(program) === join(root, 'dist', 'host') && existsSync(join(root, 'install-scripts/install.sh'));
  return isClone ? root : null;
}

/**
 * The command that installs the program again: from the clone that contains the program, else from a release.
 * @param options options of the command, such as `--force`, each as one word for the shell
 */
export function reinstallCommand(
  { programPath, platform }: Pick<CommandIo, 'programPath' | 'platform'>,
  ...options: string[]
): string {
  return [installCommand(platform === 'win32', cloneOf(programPath)).command, ...options].join(' ');
}

/** A remedy for `keyferry doctor` that installs the program again. @param options options of the command */
export const reinstall = (...options: string[]): string =>
  `Run \`${reinstallCommand({ programPath: process.argv[1] ?? '', platform: process.platform }, ...options)}\`.`;
