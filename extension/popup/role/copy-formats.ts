import { ALWAYS_COPIED, type Format, formatById, formats, primaryFormatIds } from '#core/shells/shell-export.ts';
import { readChosenFormats, readLastFormat } from './last-format.ts';

/** The formats that have a button, in the order of Ctrl+1, Ctrl+2 …, and the formats in the menu `More formats`. */
export interface CopyFormats {
  readonly buttons: readonly Format[];
  readonly more: readonly Format[];
}

const known = (ids: readonly string[]): Format[] => ids.map(formatById).filter((format) => format !== null);

/**
 * Buttons: the last used format, then the other primary formats. If the person chose formats, only those and PowerShell
 * have a button, and the last used comes first.
 * @param last the stored format id, unchecked.
 * @param chosen ids of the chosen formats, as in the settings.
 */
export function arrange(last: unknown, chosen: readonly string[] = []): CopyFormats {
  const own = known(chosen);
  const usual = own.length > 0 ? known([...new Set([...chosen, ALWAYS_COPIED])]) : known(primaryFormatIds);
  const used = typeof last === 'string' ? formatById(last) : null;
  const isFirst = used !== null && (own.length === 0 || usual.includes(used));
  const buttons = isFirst ? [used, ...usual.filter(({ id }) => id !== used.id)] : usual;
  return { buttons, more: formats.filter((format) => !buttons.includes(format)) };
}

/** Reads the formats. Called only when the popup opens, so that no button moves while the popup is open. */
export async function readCopyFormats(): Promise<CopyFormats> {
  return arrange(...(await Promise.all([readLastFormat(), readChosenFormats()])));
}
