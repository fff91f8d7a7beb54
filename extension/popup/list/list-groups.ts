import type { Row } from './list-rows.ts';

/**
 * A group of consecutive rows under the same heading: the written profiles, the favourites, or the roles of one
 * account.
 */
export interface RowGroup {
  readonly key: string;
  /**
   * Accessible name of the group: `Recent profiles`, `Favourites`, or the account's name and id. Null if the user can
   * choose no row of the group.
   */
  readonly name: string | null;
  readonly rows: readonly Row[];
}

/** A group that contains only this row. */
export function groupOf(row: Row): RowGroup {
  const rows = [row];
  if (row.is === 'recent' || row.is === 'more') return { key: 'recent', name: 'Recent profiles', rows };
  if (row.is === 'role' && row.apart) return { key: 'favourites', name: 'Favourites', rows };
  if (row.is === 'heading') {
    const names = { recent: 'Recent profiles', favourites: 'Favourites', accounts: null };
    return { key: row.key, name: names[row.key], rows };
  }
  const { accountId, accountName } = row.hit.account;
  return { key: accountId, name: `${accountName}, ${accountId}`, rows };
}

/** The groups of the rows. The order of the rows does not change. */
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
