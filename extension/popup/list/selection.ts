import type { NameParts } from '#core/names/template.ts';
import type { IndexedAccount } from '#core/protocol/messages.ts';
import { roleKey } from '#core/role-key.ts';
import { rolesOf } from '../role/roles.ts';
import type { ChooseMode } from '../shell/keys.ts';
import type { Row } from './list-rows.ts';

/** The chosen roles. */
export interface Selection {
  /** The `roleKey` of each chosen role. */
  readonly keys: ReadonlySet<string>;
  /** The `roleKey` of the role that was chosen last, or null. If the user chooses a range next, it begins there. */
  readonly last: string | null;
}

/** The empty selection. */
export const NOTHING_CHOSEN: Selection = { keys: new Set(), last: null };

const roleKeysIn = (rows: readonly Row[]) => rows.filter(({ is }) => is === 'role').map(({ key }) => key);

/**
 * The `roleKey` of each role from the row `from` to the row `to`. Both rows are included. The row `to` may be above the
 * row `from`.
 */
function between(rows: readonly Row[], from: number, to: number): string[] {
  return roleKeysIn(rows.slice(Math.min(from, to), Math.max(from, to) + 1));
}

const added = ({ keys }: Selection, more: readonly string[], last: string | null): Selection => ({
  keys: new Set([...keys, ...more]),
  last,
});

/**
 * The selection after a key press or click on `row`.
 * @param rows the rows of the list. A chosen role stays chosen even if the list does not show it.
 * @param to the last row of a range that begins at `row`. Without `to`, the range is between `row` and the row that was
 * chosen last.
 */
export function selectionAfter(
  before: Selection,
  mode: ChooseMode,
  rows: readonly Row[],
  row: Row | undefined,
  to?: Row,
): Selection {
  if (mode === 'all') return added(before, roleKeysIn(rows), before.last);
  if (!row) return before;
  const at = rows.indexOf(row);
  if (mode === 'range') {
    const last = rows.findIndex(({ key }) => key === before.last);
    const end = to ? rows.indexOf(to) : last;
    return added(before, between(rows, at, end === -1 ? at : end), (to ?? row).key);
  }
  if (row.is !== 'role') return before;
  const keys = new Set(before.keys);
  if (!keys.delete(row.key)) keys.add(row.key);
  return { keys, last: row.key };
}

/** The chosen roles that are still in the list, in the order of the list. */
export function chosenRoles({ keys }: Selection, accounts: readonly IndexedAccount[]): NameParts[] {
  return rolesOf(accounts).filter(({ accountId, roleName }) => keys.has(roleKey({ accountId, roleName })));
}

/** Whether every role in `rows` is chosen. */
export const allChosen = ({ keys }: Selection, rows: readonly Row[]): boolean =>
  roleKeysIn(rows).every((key) => keys.has(key));
