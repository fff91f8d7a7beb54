import { type Format, formatById, formats, primaryFormatIds } from '#core/shells/shell-export.ts';
import { readLastFormat } from './last-format.ts';

/** The formats that have a button, in the order of Ctrl+1, Ctrl+2 …, and the formats in the menu `More formats`. */
export interface CopyFormats {
  readonly buttons: readonly Format[];
  readonly more: readonly Format[];
}

/** Buttons: the last used format, then the other primary formats. @param last the stored format id, unchecked. */
export function arrange(last: unknown): CopyFormats {
  const primary = primaryFormatIds.map(formatById).filter((format) => format !== null);
  const used = typeof last === 'string' ? formatById(last) : null;
  const buttons = used ? [used, ...primary.filter(({ id }) => id !== used.id)] : primary;
  return { buttons, more: formats.filter((format) => !buttons.includes(format)) };
}

/** Reads the formats. Called only when the popup opens, so that no button moves while the popup is open. */
export async function readCopyFormats(): Promise<CopyFormats> {
  return arrange(await readLastFormat());
}
