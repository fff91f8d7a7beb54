import { printable } from './printable.ts';

/**
 * Rows with aligned columns, two blanks apart. Every cell may contain any text, and this text is made safe for a
 * terminal.
 */
export function table(rows: readonly (readonly string[])[]): string {
  const shown = rows.map((row) => row.map(printable));
  const widths: number[] = [];
  for (const row of shown) {
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, cell.length);
  }
  const line = (row: readonly string[]) =>
    row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0))).join('  ');
  return shown.map((row) => `${line(row)}\n`).join('');
}
