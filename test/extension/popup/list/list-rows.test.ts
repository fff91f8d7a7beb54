import { describe, expect, it } from 'vitest';
import { roleKey } from '#core/role-key.ts';
import { prepareSearch, search } from '#core/search/search.ts';
import { activeIndex, moved, rowsOf, unloaded } from '../../../../extension/popup/list/list-rows.ts';
import { account } from '../preview/fixtures.ts';

const A = '111111111111';
const B = '222222222222';
const C = '333333333333';
const keyOf = (accountId: string, roleName: string) => roleKey({ accountId, roleName });
const accounts = [account(A, 'a', ['Admin', 'Read']), account(B, 'b', null), account(C, 'c', [])];
const { rows, options, roles } = rowsOf(search(prepareSearch(accounts), ''));

describe('the rows of the list', () => {
  it('are for each account a heading and the roles, or the account itself until its roles are loaded', () => {
    expect(rows.map(({ is, option }) => [is, option])).toEqual([
      ['account', 0],
      ['role', 1],
      ['role', 2],
      ['unloaded', 3],
      ['account', 0],
    ]);
    expect([options, roles]).toEqual([3, 2]);
    expect(unloaded(rows).map(({ accountId }) => accountId)).toEqual([B]);
  });

  it('are found with their keys; if no key matches, the first option is active', () => {
    expect(activeIndex(rows, keyOf(A, 'Read'))).toBe(2);
    expect(activeIndex(rows, null)).toBe(1);
    expect(activeIndex(rows, A)).toBe(1);
    expect(activeIndex(rows, 'gone')).toBe(1);
    expect(activeIndex([], 'gone')).toBe(-1);
  });

  it('are active in turn, without the headings, and a move stops at the ends of the list', () => {
    expect(moved(rows, 2, 1)).toBe(3);
    expect(moved(rows, 3, 1)).toBe(3);
    expect(moved(rows, 1, -1)).toBe(1);
    expect(moved(rows, 1, 10)).toBe(3);
    expect(moved(rows, 3, Number.NEGATIVE_INFINITY)).toBe(1);
  });
});

describe('the rows of favourites', () => {
  const hits = search(prepareSearch(accounts), '');

  it('are listed before the accounts and not again under the accounts, so that each role is only one option', () => {
    const { rows: listed, options: all } = rowsOf(hits, new Set([keyOf(A, 'Read')]));
    expect(listed.slice(0, 4).map(({ is, key }) => [is, key])).toEqual([
      ['favourites', 'favourites'],
      ['role', keyOf(A, 'Read')],
      ['account', A],
      ['role', keyOf(A, 'Admin')],
    ]);
    expect(all).toBe(options);
    expect(new Set(listed.map(({ key }) => key)).size).toBe(listed.length);
  });

  it('leave no heading without roles, and do not contain roles that are gone', () => {
    const { rows: listed } = rowsOf(hits, new Set([keyOf(A, 'Read'), keyOf(A, 'Admin'), keyOf(B, 'Gone')]));
    expect(listed.map(({ key }) => key)).toEqual(['favourites', keyOf(A, 'Admin'), keyOf(A, 'Read'), B, C]);
    expect(rowsOf(hits, new Set([keyOf(B, 'Gone')])).rows).toEqual(rows);
  });
});
