import { accessKeyId, awsConfigure, credentialsBlock, json, secretAccessKey, sessionToken } from './aws-forms.ts';
import { cmd } from './cmd.ts';
import { elvish } from './elvish.ts';
import { dockerEnvFile, dotenv } from './env-files.ts';
import { fish } from './fish.ts';
import { type Format, type Shell, shellFormat } from './format.ts';
import { nushell } from './nushell.ts';
import { bash, sh, zsh } from './posix.ts';
import { powershell } from './powershell.ts';
import { tcsh } from './tcsh.ts';
import { xonsh } from './xonsh.ts';

export { type ExportInput, environmentOf, failedEnvironment } from './environment.ts';
export type { Format, FormatId, Shell } from './format.ts';

/** Every supported shell. */
export const shells: readonly Shell[] = [bash, zsh, sh, fish, tcsh, powershell, cmd, nushell, elvish, xonsh];

/** Every format in which credentials can be copied or printed, in the order of the menus. */
export const formats: readonly Format[] = [
  ...shells.map(shellFormat),
  dotenv,
  dockerEnvFile,
  json,
  credentialsBlock,
  accessKeyId,
  secretAccessKey,
  sessionToken,
  awsConfigure,
];

/** The format that always has a copy button. The person cannot remove this button. */
export const ALWAYS_COPIED = 'powershell';

/** The format with this id, or null. */
export function formatById(id: string): Format | null {
  return formats.find((format) => format.id === id) ?? null;
}
