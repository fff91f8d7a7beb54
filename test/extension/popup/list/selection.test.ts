import { describe, expect, it } from 'vitest';
import { prepareSearch, search } from '#core/search/search.ts';
import { type Row, rowsOf } from '../../../../extension/popup/list/list-rows.ts';
import { allChosen, chosenAfter, chosenRoles, NONE_CHOSEN } from '../../../../extension/popup/list/selection.ts';
import { account } from '../preview/fixtures.ts';

const A = '111111111111';
const B = '222222222222';
const C = '333333333333';
const accounts = [account(A, 'a', ['Admin', 'Read']), account(B, 'b', null), account(C, 'c', ['Admin', 'Write'])];
const { rows } = rowsOf(search(prepareSearch(accounts), ''));
const row = (key: string): Row | undefined => rows.find((each) => each.key === key);
const keys = (chosen: typeof NONE_CHOSEN) => [...chosen.keys].sort();

describe('choosing', () => {
  it('takes a role in and out again', () => {
    const one = chosenAfter(NONE_CHOSEN, 'one', rows, row(`${A}/Read`));
    expect(keys(one)).toEqual([`${A}/Read`]);
    expect(keys(chosenAfter(one, 'one', rows, row(`${A}/Read`)))).toEqual([]);
    expect(NONE_CHOSEN.keys.size).toBe(0);
  });

  it.each([
    [`${A}/Read`, `${C}/Admin`],
    [`${C}/Admin`, `${A}/Read`],
  ])('takes the range from %s to %s, roles alone', (from, to) => {
    const range = chosenAfter(chosenAfter(NONE_CHOSEN, 'one', rows, row(from)), 'range', rows, row(to));
    expect(keys(range)).toEqual([`${A}/Read`, `${C}/Admin`]);
    expect(keys(chosenAfter(NONE_CHOSEN, 'range', rows, row(from), row(to)))).toEqual([`${A}/Read`, `${C}/Admin`]);
  });

  it('a range that begins nowhere, or where a search has hidden it, is the one', () => {
    expect(keys(chosenAfter(NONE_CHOSEN, 'range', rows, row(`${C}/Write`)))).toEqual([`${C}/Write`]);
    expect(keys(chosenAfter({ keys: new Set(), last: 'gone' }, 'range', rows, row(`${C}/Write`)))).toEqual([
      `${C}/Write`,
    ]);
  });

  it('of an account whose roles are unknown takes nothing', () => {
    expect(chosenAfter(NONE_CHOSEN, 'one', rows, row(B))).toBe(NONE_CHOSEN);
  });

  it('all that is shown adds to what a search hides', () => {
    const hidden = { keys: new Set([`${A}/Admin`]), last: null };
    const shown = rowsOf(search(prepareSearch(accounts), 'write')).rows;
    const all = chosenAfter(hidden, 'all', shown, undefined);
    expect(keys(all)).toEqual([`${A}/Admin`, `${C}/Write`]);
    expect([allChosen(all, shown), allChosen(all, rows)]).toEqual([true, false]);
  });

  it('forgets roles that have gone', () => {
    const chosen = { keys: new Set([`${A}/Gone`, `${C}/Write`]), last: null };
    expect(chosenRoles(chosen, accounts)).toEqual([{ accountId: C, accountName: 'c', roleName: 'Write' }]);
  });
});
