import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { installCommand } from '#core/install-command.ts';

/** The clone that holds the built program, or null. */
function cloneOf(program: string): string | null {
  const root = dirname(dirname(dirname(program)));
  const isClone =
    dirname(program) === join(root, 'dist', 'host') && existsSync(join(root, 'install-scripts/install.sh'));
  return isClone ? root : null;
}

/**
 * The command that installs the program again.
 * @param program absolute path of the running program
 * @param platform as `process.platform`
 */
export function reinstallCommand(program: string, platform: string): string {
  return installCommand(platform === 'win32', cloneOf(program)).command;
}

const COMMAND = reinstallCommand(process.argv[1] ?? '', process.platform);

/** The remedy that installs the program again. @param options of the command, such as `--force` */
export const reinstall = (...options: string[]): string => `Run \`${[COMMAND, ...options].join(' ')}\`.`;
