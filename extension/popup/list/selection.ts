import type { NameParts } from '#core/names/template.ts';
import type { IndexedAccount } from '#core/protocol/messages.ts';
import { roleKey } from '#core/role-key.ts';
import { rolesOf } from '../role/roles.ts';
import type { How } from '../shell/keys.ts';
import type { Row } from './list-rows.ts';

/** The chosen roles by the keys of their rows, and the one chosen last, from which a range begins. */
export interface Chosen {
  readonly keys: ReadonlySet<string>;
  readonly last: string | null;
}

export const NONE_CHOSEN: Chosen = { keys: new Set(), last: null };

const rolesAmong = (rows: readonly Row[]) => rows.filter(({ is }) => is === 'role').map(({ key }) => key);

/** Keys of the roles from one row to the other, both included, whichever is first. */
function between(rows: readonly Row[], from: number, to: number): string[] {
  return rolesAmong(rows.slice(Math.min(from, to), Math.max(from, to) + 1));
}

const added = ({ keys }: Chosen, more: readonly string[], last: string | null): Chosen => ({
  keys: new Set([...keys, ...more]),
  last,
});

/**
 * What is chosen after a key or click on `row`.
 * @param rows as shown; what is chosen outside them stays so.
 * @param to the other end of a range; without it the range begins at the row chosen last.
 */
export function chosenAfter(before: Chosen, how: How, rows: readonly Row[], row: Row | undefined, to?: Row): Chosen {
  if (how === 'all') return added(before, rolesAmong(rows), before.last);
  if (!row) return before;
  const at = rows.indexOf(row);
  if (how === 'range') {
    const last = rows.findIndex(({ key }) => key === before.last);
    const end = to ? rows.indexOf(to) : last;
    return added(before, between(rows, at, end === -1 ? at : end), (to ?? row).key);
  }
  if (row.is !== 'role') return before;
  const keys = new Set(before.keys);
  if (!keys.delete(row.key)) keys.add(row.key);
  return { keys, last: row.key };
}

/** The chosen roles that the list still has, in its own order. */
export function chosenRoles({ keys }: Chosen, accounts: readonly IndexedAccount[]): NameParts[] {
  return rolesOf(accounts).filter(({ accountId, roleName }) => keys.has(roleKey({ accountId, roleName })));
}

/** Whether every role shown is chosen. */
export const allChosen = ({ keys }: Chosen, rows: readonly Row[]): boolean =>
  rolesAmong(rows).every((key) => keys.has(key));
