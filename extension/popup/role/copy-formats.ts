import { type Format, type FormatId, formatById, formats, shells } from '#core/shells/shell-export.ts';
import { api } from '../../ui/browser-api.ts';
import { readLastFormat } from './last-format.ts';

/** The formats that have a button, in the order of Ctrl+1, Ctrl+2 …, and the formats in the menu `More formats`. */
export interface CopyFormats {
  readonly buttons: readonly Format[];
  readonly more: readonly Format[];
}

/** Number of buttons. */
const BUTTONS = 4;

/** The formats that fit each system, the usual one first. Bash and PowerShell are on each system. */
const usual: Readonly<Record<'linux' | 'mac' | 'win', readonly FormatId[]>> = {
  linux: ['bash', 'zsh', 'fish', 'powershell'],
  mac: ['zsh', 'bash', 'fish', 'powershell'],
  win: ['powershell', 'cmd', 'bash', 'nushell'],
};
const ALWAYS: ReadonlySet<FormatId> = new Set(['powershell', 'bash']);

/**
 * The four buttons: the last used format, then the formats that fit the system.
 * @param last the stored format id, unchecked.
 * @param os the browser's name for the system; other systems than Windows and macOS count as Linux.
 */
export function arrange(last: unknown, os: string): CopyFormats {
  const fitting = (usual[os === 'win' || os === 'mac' ? os : 'linux'] ?? [])
    .map(formatById)
    .filter((each) => each !== null);
  const used = typeof last === 'string' ? formatById(last) : null;
  const buttons = used ? [used, ...fitting.filter(({ id }) => id !== used.id)] : fitting;
  const dropped =
    buttons.length > BUTTONS ? buttons.findLast(({ id }) => id !== used?.id && !ALWAYS.has(id)) : undefined;
  const shown = buttons.filter((each) => each !== dropped);
  return { buttons: shown, more: formats.filter((format) => !shown.includes(format)) };
}

/** The system on which the browser runs. Never throws. */
async function readSystem(): Promise<string> {
  try {
    return (await api.runtime.getPlatformInfo()).os;
  } catch {
    return 'linux';
  }
}

/** Reads the formats. Called only when the popup opens, so that no button moves while the popup is open. */
export async function readCopyFormats(): Promise<CopyFormats> {
  const [last, os] = await Promise.all([readLastFormat(), readSystem()]);
  return arrange(last, os);
}

/**
 * The command with which a shell uses a profile.
 * @param last the format that was copied last, or null
 * @returns the command in the syntax of the last used shell; null if that shell cannot write the name
 */
export function profileCommand(name: string, last: Format | null, { buttons }: CopyFormats): string | null {
  const isShell = (format: Format | null | undefined) => shells.find(({ id }) => id === format?.id);
  const shell = isShell(last) ?? buttons.map(isShell).find((each) => each !== undefined);
  try {
    return shell ? shell.set('AWS_PROFILE', shell.quote(name)) : null;
  } catch {
    return null;
  }
}
