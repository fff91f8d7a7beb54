import type { Row } from './list-rows.ts';

/** Consecutive rows with the same heading: the favourites, or the roles of one account. */
export interface RowGroup {
  readonly key: string;
  /** Accessible name: `Favourites`, or the account's name and id. */
  readonly name: string;
  readonly rows: readonly Row[];
}

/** A group that contains only this row. */
export function groupOf(row: Row): RowGroup {
  const rows = [row];
  if (row.is === 'favourites' || (row.is === 'role' && row.apart)) {
    return { key: 'favourites', name: 'Favourites', rows };
  }
  const { accountId, accountName } = row.hit.account;
  return { key: accountId, name: `${accountName}, ${accountId}`, rows };
}

/** The rows in groups, in the same order. */
export function grouped(rows: readonly Row[]): RowGroup[] {
  const groups: (RowGroup & { rows: Row[] })[] = [];
  for (const row of rows) {
    const group = groupOf(row);
    const last = groups.at(-1);
    if (last?.key === group.key) last.rows.push(row);
    else groups.push({ ...group, rows: [row] });
  }
  return groups;
}
