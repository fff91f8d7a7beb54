import {
  accessKeyId,
  awsConfigure,
  credentialsBlock,
  json,
  secretAccessKey,
  sessionToken,
} from './shells/aws-forms.ts';
import { cmd } from './shells/cmd.ts';
import { elvish } from './shells/elvish.ts';
import { dockerEnvFile, dotenv } from './shells/env-files.ts';
import { fish } from './shells/fish.ts';
import { type Format, type Shell, shellFormat } from './shells/format.ts';
import { nushell } from './shells/nushell.ts';
import { bash, sh, zsh } from './shells/posix.ts';
import { powershell } from './shells/powershell.ts';
import { tcsh } from './shells/tcsh.ts';
import { xonsh } from './shells/xonsh.ts';

export { type ExportInput, environmentOf } from './shells/environment.ts';
export type { Format, Shell } from './shells/format.ts';

/** Each shell's quoter and statements; `formats` is made of them. */
export const shells: readonly Shell[] = [bash, zsh, sh, fish, tcsh, powershell, cmd, nushell, elvish, xonsh];

/** Every form credentials can be copied or printed in, in the order menus show them. */
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

/** Those with a button of their own in the popup. */
export const primaryFormatIds = ['bash', 'powershell', 'cmd', 'fish'] as const;

/** The format of that id, or null for an id that is none. */
export function formatById(id: string): Format | null {
  return formats.find((format) => format.id === id) ?? null;
}
