import { describe, expect, it } from 'vitest';
import { prepareSearch, search } from '#core/search/search.ts';
import { type Row, rowsOf } from '../../../../extension/popup/list/list-rows.ts';
import { allChosen, chosenRoles, NOTHING_CHOSEN, selectionAfter } from '../../../../extension/popup/list/selection.ts';
import { account } from '../preview/fixtures.ts';

const A = '111111111111';
const B = '222222222222';
const C = '333333333333';
const accounts = [account(A, 'a', ['Admin', 'Read']), account(B, 'b', null), account(C, 'c', ['Admin', 'Write'])];
const { rows } = rowsOf(search(prepareSearch(accounts), ''));
const row = (key: string): Row | undefined => rows.find((each) => each.key === key);
const keys = (chosen: typeof NOTHING_CHOSEN) => [...chosen.keys].sort();

describe('the selection of roles', () => {
  it('adds a role at the first click, and removes it at the second click', () => {
    const one = selectionAfter(NOTHING_CHOSEN, 'one', rows, row(`${A}/Read`));
    expect(keys(one)).toEqual([`${A}/Read`]);
    expect(keys(selectionAfter(one, 'one', rows, row(`${A}/Read`)))).toEqual([]);
    expect(NOTHING_CHOSEN.keys.size).toBe(0);
  });

  it.each([
    [`${A}/Read`, `${C}/Admin`],
    [`${C}/Admin`, `${A}/Read`],
  ])('contains only roles, and no accounts, after the user chose a range of rows from %s to %s', (from, to) => {
    const range = selectionAfter(selectionAfter(NOTHING_CHOSEN, 'one', rows, row(from)), 'range', rows, row(to));
    expect(keys(range)).toEqual([`${A}/Read`, `${C}/Admin`]);
    expect(keys(selectionAfter(NOTHING_CHOSEN, 'range', rows, row(from), row(to)))).toEqual([
      `${A}/Read`,
      `${C}/Admin`,
    ]);
  });

  it('contains only the clicked role after Shift+click if there is no earlier clicked row, or if the earlier row is hidden', () => {
    expect(keys(selectionAfter(NOTHING_CHOSEN, 'range', rows, row(`${C}/Write`)))).toEqual([`${C}/Write`]);
    expect(keys(selectionAfter({ keys: new Set(), last: 'gone' }, 'range', rows, row(`${C}/Write`)))).toEqual([
      `${C}/Write`,
    ]);
  });

  it('does not change if the user clicks an account whose roles are not loaded', () => {
    expect(selectionAfter(NOTHING_CHOSEN, 'one', rows, row(B))).toBe(NOTHING_CHOSEN);
  });

  it('contains all shown roles after “Choose all shown”, and also all hidden roles that were chosen before', () => {
    const hidden = { keys: new Set([`${A}/Admin`]), last: null };
    const shown = rowsOf(search(prepareSearch(accounts), 'write')).rows;
    const all = selectionAfter(hidden, 'all', shown, undefined);
    expect(keys(all)).toEqual([`${A}/Admin`, `${C}/Write`]);
    expect([allChosen(all, shown), allChosen(all, rows)]).toEqual([true, false]);
  });

  it('does not contain roles that no longer exist', () => {
    const chosen = { keys: new Set([`${A}/Gone`, `${C}/Write`]), last: null };
    expect(chosenRoles(chosen, accounts)).toEqual([{ accountId: C, accountName: 'c', roleName: 'Write' }]);
  });
});
