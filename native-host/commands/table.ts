/** Rows with their columns aligned, two blanks between them; the last column is as long as it is. */
export function table(rows: readonly (readonly string[])[]): string {
  const width = (column: number) => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0));
  const line = (row: readonly string[]) =>
    row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(width(column)))).join('  ');
  return rows.map((row) => `${line(row)}\n`).join('');
}
