import { ALWAYS_COPIED, type Format, type FormatId, formatById, formats, shells } from '#core/shells/shell-export.ts';
import { api } from '../../ui/browser-api.ts';
import { readChosenFormats, readLastFormat } from './last-format.ts';

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

const known = (ids: readonly string[]): Format[] => ids.map(formatById).filter((format) => format !== null);

/** The four formats with a button for this system. The last used format is one of them, even if it is unusual here. */
function fitting(used: Format | null, os: string): Format[] {
  const usualHere = known(usual[os === 'win' || os === 'mac' ? os : 'linux']);
  const all = used ? [used, ...usualHere.filter(({ id }) => id !== used.id)] : usualHere;
  const dropped = all.length > BUTTONS ? all.findLast(({ id }) => id !== used?.id && !ALWAYS.has(id)) : undefined;
  return all.filter((each) => each !== dropped);
}

/** The formats that the person chose, and PowerShell. The last used one comes first. */
function chosenOnly(used: Format | null, chosen: readonly string[]): Format[] {
  const own = known([...new Set([...chosen, ALWAYS_COPIED])]);
  return used && own.includes(used) ? [used, ...own.filter(({ id }) => id !== used.id)] : own;
}

/**
 * The buttons: the last used format, then the formats that fit the system, four in all. If the person chose formats,
 * only those and PowerShell have a button.
 * @param last the stored format id, unchecked.
 * @param os the browser's name for the system; other systems than Windows and macOS count as Linux.
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

/** Reads the formats. Called only when the popup opens, so that no button moves while the popup is open. */
export async function readCopyFormats(): Promise<CopyFormats> {
  return arrange(...(await Promise.all([readLastFormat(), readSystem(), readChosenFormats()])));
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
