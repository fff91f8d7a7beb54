import { ALWAYS_COPIED, type Format, type FormatId, formatById, formats, shells } from '#core/shells/shell-export.ts';
import { api } from '../../ui/browser-api.ts';
import { readChosenFormats, readLastFormat } from './last-format.ts';

/**
 * `buttons`: the formats that have a copy button, in the order of the shortcuts Ctrl+1, Ctrl+2 … `more`: the formats in
 * the menu `More formats`.
 */
export interface CopyFormats {
  readonly buttons: readonly Format[];
  readonly more: readonly Format[];
}

/** Number of copy buttons. */
const BUTTONS = 4;

/**
 * The formats that people use on each system. The most usual format comes first. The list of every system contains Bash
 * and PowerShell.
 */
const usual: Readonly<Record<'linux' | 'mac' | 'win', readonly FormatId[]>> = {
  linux: ['bash', 'zsh', 'fish', 'powershell'],
  mac: ['zsh', 'bash', 'fish', 'powershell'],
  win: ['powershell', 'cmd', 'bash', 'nushell'],
};
const ALWAYS: ReadonlySet<FormatId> = new Set(['powershell', 'bash']);

const known = (ids: readonly string[]): Format[] => ids.map(formatById).filter((format) => format !== null);

/** The four formats that have a button on this system. The format that was used last is always one of them. */
function fitting(used: Format | null, os: string): Format[] {
  const usualHere = known(usual[os === 'win' || os === 'mac' ? os : 'linux']);
  const all = used ? [used, ...usualHere.filter(({ id }) => id !== used.id)] : usualHere;
  const dropped = all.length > BUTTONS ? all.findLast(({ id }) => id !== used?.id && !ALWAYS.has(id)) : undefined;
  return all.filter((each) => each !== dropped);
}

/**
 * The formats that the person chose, and also PowerShell. If these include the format that was used last, it comes
 * first.
 */
function chosenOnly(used: Format | null, chosen: readonly string[]): Format[] {
  const own = known([...new Set([...chosen, ALWAYS_COPIED])]);
  return used && own.includes(used) ? [used, ...own.filter(({ id }) => id !== used.id)] : own;
}

/**
 * Decides which formats have a button. If the person chose formats, these formats and PowerShell have a button.
 * Otherwise there are four buttons: the format that was used last, then the usual formats of the system.
 * @param last the stored format id, unchecked.
 * @param os the browser's name for the system. Every system except Windows and macOS counts as Linux.
 * @param chosen ids of the chosen formats, as in the settings.
 */
export function arrange(last: unknown, os: string, chosen: readonly string[] = []): CopyFormats {
  const used = typeof last === 'string' ? formatById(last) : null;
  const buttons = known(chosen).length > 0 ? chosenOnly(used, chosen) : fitting(used, os);
  return { buttons, more: formats.filter((format) => !buttons.includes(format)) };
}

/** The system on which the browser runs. Never throws. */
async function readSystem(): Promise<string> {
  try {
    return (await api.runtime.getPlatformInfo()).os;
  } catch {
    return 'linux';
  }
}

/** Reads the formats. This is done only when the popup opens, so that no button moves while the popup is open. */
export async function readCopyFormats(): Promise<CopyFormats> {
  return arrange(...(await Promise.all([readLastFormat(), readSystem(), readChosenFormats()])));
}

/**
 * The command that makes a shell use a profile.
 * @param last the format that was copied last, or null
 * @returns the command for the shell that was used last; null if the name cannot be written in this shell
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
