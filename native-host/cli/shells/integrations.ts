import { accessSync, constants } from 'node:fs';
import { KeyferryError } from '#core/errors.ts';
import { elvish as elvishShell } from '#core/shells/elvish.ts';
import { fish as fishShell } from '#core/shells/fish.ts';
import type { Shell } from '#core/shells/format.ts';
import { nushell as nushellShell } from '#core/shells/nushell.ts';
import { bash as bashShell, zsh as zshShell } from '#core/shells/posix.ts';
import { powershell as powershellShell } from '#core/shells/powershell.ts';
import { tcsh as tcshShell } from '#core/shells/tcsh.ts';
import { xonsh as xonshShell } from '#core/shells/xonsh.ts';
import type { CommandIo } from '../../terminal/io.ts';
import { elvish } from './elvish.ts';
import { fish } from './fish.ts';
import type { Integration } from './integration.ts';
import { nushell } from './nushell.ts';
import { bash, zsh } from './posix.ts';
import { powershell } from './powershell.ts';
import { tcsh } from './tcsh.ts';
import { xonsh } from './xonsh.ts';

/** A shell, with its rules for quotes, and with the text that defines the function `keyferry` in this shell. */
export interface IntegratedShell {
  readonly shell: Shell;
  readonly integration: Integration;
}

const shells: readonly IntegratedShell[] = [
  { shell: bashShell, integration: bash },
  { shell: zshShell, integration: zsh },
  { shell: fishShell, integration: fish },
  { shell: powershellShell, integration: powershell },
  { shell: nushellShell, integration: nushell },
  { shell: elvishShell, integration: elvish },
  { shell: xonshShell, integration: xonsh },
  { shell: tcshShell, integration: tcsh },
];

/** The ids of all shells, in the order in which the help shows them. */
export const shellIds: readonly string[] = shells.map(({ shell }) => shell.id);

/** The part of the help that shows the line for each shell's start file. */
export const startLines: readonly string[] = shells.map(
  ({ shell, integration }) => `${`${shell.label} (${integration.startFile})`}\n    ${integration.startLine}`,
);

/**
 * The shell with this id.
 * @param allowed the ids that the command accepts
 * @throws KeyferryError USAGE
 */
export function shellNamed(id: string | undefined, allowed: readonly string[] = shellIds): IntegratedShell {
  const found = shells.find(({ shell }) => shell.id === id && allowed.includes(shell.id));
  if (found) return found;
  const why = id === undefined ? 'Name a shell' : `There is no shell ${JSON.stringify(id)}`;
  throw new KeyferryError('USAGE', { why: `${why}; choose one of ${allowed.join(', ')}` });
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The words that start this program again, quoted for a shell. @throws KeyferryError VALUE_UNSAFE */
export function programWords({ shell }: IntegratedShell, { platform, execPath, programPath }: CommandIo) {
  const isCommand = platform !== 'win32' && isExecutable(programPath);
  return (isCommand ? [programPath] : [execPath, programPath]).map((word) => shell.quote(word));
}
