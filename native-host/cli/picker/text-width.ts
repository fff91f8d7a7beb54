import { printable } from '../../terminal/printable.ts';

/** Characters that take two columns in a terminal: those of East Asian scripts, and emoji. */
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;
const COMBINING = /\p{M}/u;

const columnsOf = (char: string): number => (COMBINING.test(char) ? 0 : WIDE.test(char) ? 2 : 1);

/** The number of columns that a text takes in a terminal. */
export const textWidth = (text: string): number => [...text].reduce((sum, char) => sum + columnsOf(char), 0);

/** A text that is safe for a terminal and takes exactly this number of columns. A longer text ends with `…`. */
export function fitted(text: string, width: number): string {
  const safe = printable(text);
  const own = textWidth(safe);
  if (own <= width) return safe + ' '.repeat(width - own);
  let cut = '';
  let used = 0;
  for (const char of safe) {
    const next = used + columnsOf(char);
    if (next > width - 1) break;
    cut += char;
    used = next;
  }
  return width < 1 ? '' : `${cut}…${' '.repeat(width - 1 - used)}`;
}
