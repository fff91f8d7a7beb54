import type { NameParts } from '#core/names/template.ts';
import type { IndexedAccount } from '#core/protocol/messages.ts';
import { roleKey } from '#core/role-key.ts';
import { rolesOf } from '../role/roles.ts';
import type { ChooseMode } from '../shell/keys.ts';
import type { Row } from './list-rows.ts';

/** The chosen roles. */
export interface Selection {
  /** Keys of their rows. */
  readonly keys: ReadonlySet<string>;
  /** Key of the row chosen last, where a range begins; null before the first. */
  readonly last: string | null;
}

/** The selection at first and after it is cleared. */
export const NOTHING_CHOSEN: Selection = { keys: new Set(), last: null };

const roleKeysIn = (rows: readonly Row[]) => rows.filter(({ is }) => is === 'role').map(({ key }) => key);

/** Keys of the roles between two rows in either order, both included. */
function between(rows: readonly Row[], from: number, to: number): string[] {
  return roleKeysIn(rows.slice(Math.min(from, to), Math.max(from, to) + 1));
}

const added = ({ keys }: Selection, more: readonly string[], last: string | null): Selection => ({
  keys: new Set([...keys, ...more]),
  last,
});

/**
 * The selection after a key press or click on `row`.
 * @param rows the rows of the list; chosen roles that are not among them stay chosen.
 * @param to the other end of a range; without it the range begins at the row chosen last.
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

/** The chosen roles that the list still has, in the order of the list. */
export function chosenRoles({ keys }: Selection, accounts: readonly IndexedAccount[]): NameParts[] {
  return rolesOf(accounts).filter(({ accountId, roleName }) => keys.has(roleKey({ accountId, roleName })));
}

/** Whether every role in `rows` is chosen. */
export const allChosen = ({ keys }: Selection, rows: readonly Row[]): boolean =>
  roleKeysIn(rows).every((key) => keys.has(key));
