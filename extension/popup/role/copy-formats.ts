import { type Format, formatById, formats, primaryFormatIds } from '#core/shells/shell-export.ts';
import { readLastFormat } from './last-format.ts';

/** Formats with a button of their own, in the order of Ctrl+1 …, and those behind `More formats`. */
export interface CopyFormats {
  readonly buttons: readonly Format[];
  readonly more: readonly Format[];
}

/** The four primary formats, the last used before them; it stays put until the popup is opened again. */
export function arrange(last: unknown): CopyFormats {
  const primary = primaryFormatIds.map(formatById).filter((format) => format !== null);
  const used = typeof last === 'string' ? formatById(last) : null;
  const buttons = used ? [used, ...primary.filter(({ id }) => id !== used.id)] : primary;
  return { buttons, more: formats.filter((format) => !buttons.includes(format)) };
}

export async function readCopyFormats(): Promise<CopyFormats> {
  return arrange(await readLastFormat());
}
