import { describe, expect, it } from 'vitest';
import { nothingPersonal } from '#core/personal.ts';
import { nothingLive } from '#core/protocol/live-view.ts';
import { roleKey } from '#core/role-key.ts';
import { prepareSearch, search } from '#core/search/search.ts';
import { activeIndex, moved, roleOf, rowsOf, unloaded } from '../../../../extension/popup/list/list-rows.ts';
import { recentProfiles } from '../../../../extension/popup/profiles/recent-profiles.ts';
import { account } from '../preview/fixtures.ts';

const A = '111111111111';
const B = '222222222222';
const C = '333333333333';
const keyOf = (accountId: string, roleName: string) => roleKey({ accountId, roleName });
const accounts = [account(A, 'a', ['Admin', 'Read']), account(B, 'b', null), account(C, 'c', [])];
const { rows, options, roles } = rowsOf(search(prepareSearch(accounts), ''));

describe('the rows of the list', () => {
  it('contain a heading and the roles for each account, or one row for an account whose roles are not loaded', () => {
    expect(rows.map(({ is, option }) => [is, option])).toEqual([
      ['heading', 0],
      ['account', 0],
      ['role', 1],
      ['role', 2],
      ['unloaded', 3],
      ['account', 0],
    ]);
    expect([options, roles]).toEqual([3, 2]);
    expect(unloaded(rows).map(({ accountId }) => accountId)).toEqual([B]);
  });

  it('contain one active row: the row with the given account id and role name, or otherwise the first option', () => {
    expect(activeIndex(rows, keyOf(A, 'Read'))).toBe(3);
    expect(activeIndex(rows, null)).toBe(2);
    expect(activeIndex(rows, A)).toBe(2);
    expect(activeIndex(rows, 'gone')).toBe(2);
    expect(activeIndex([], 'gone')).toBe(-1);
  });

  it('can be made active with the arrow keys, which skip headings and stop at the first and at the last row', () => {
    expect(moved(rows, 3, 1)).toBe(4);
    expect(moved(rows, 4, 1)).toBe(4);
    expect(moved(rows, 2, -1)).toBe(2);
    expect(moved(rows, 2, 10)).toBe(4);
    expect(moved(rows, 4, Number.NEGATIVE_INFINITY)).toBe(2);
  });
});

describe('the rows of favourites', () => {
  const hits = search(prepareSearch(accounts), '');

  it('are listed before the accounts, and not a second time under their accounts', () => {
    const { rows: listed, options: all } = rowsOf(hits, { favourites: new Set([keyOf(A, 'Read')]) });
    expect(listed.slice(0, 5).map(({ is, key }) => [is, key])).toEqual([
      ['heading', 'favourites'],
      ['role', keyOf(A, 'Read')],
      ['heading', 'accounts'],
      ['account', A],
      ['role', keyOf(A, 'Admin')],
    ]);
    expect(all).toBe(options);
    expect(new Set(listed.map(({ key }) => key)).size).toBe(listed.length);
  });

  it('contain no role that no longer exists; an account whose roles are all favourites has no heading', () => {
    const { rows: listed } = rowsOf(hits, {
      favourites: new Set([keyOf(A, 'Read'), keyOf(A, 'Admin'), keyOf(B, 'Gone')]),
    });
    expect(listed.map(({ key }) => key)).toEqual(['favourites', keyOf(A, 'Admin'), keyOf(A, 'Read'), 'accounts', B, C]);
    expect(rowsOf(hits, { favourites: new Set([keyOf(B, 'Gone')]) }).rows).toEqual(rows);
  });
});

describe('the rows of written profiles', () => {
  const hits = search(prepareSearch(accounts), '');
  const recent = (count: number) =>
    recentProfiles(
      {
        profiles: Array.from({ length: count }, (_, at) => ({
          ...{ name: `p${at}`, accountId: A, roleName: 'Admin' },
          ...{ portal: 'https://demo.awsapps.com/start', expiration: null },
        })),
        live: nothingLive,
        fresh: [],
      },
      accounts,
      nothingPersonal,
    );
  const keys = (count: number, allRecent = false) =>
    rowsOf(hits, { recent: recent(count), allRecent }).rows.map(({ key }) => key);

  it('are the first options, and the roles of the written profiles are also listed under their accounts', () => {
    const { rows: listed, options: all, roles: count } = rowsOf(hits, { recent: recent(2) });
    expect(listed.slice(0, 5).map(({ is, option }) => [is, option])).toEqual([
      ['heading', 0],
      ['recent', 1],
      ['recent', 2],
      ['heading', 0],
      ['account', 0],
    ]);
    expect([all, count]).toEqual([options + 2, roles]);
    expect(roleOf(listed[1])).toEqual({ accountId: A, accountName: 'a', roleName: 'Admin' });
    expect(listed.filter(({ option }) => option > 0).map(({ option }) => option)).toEqual([1, 2, 3, 4, 5]);
  });

  it('are limited to eight if there are more than nine written profiles, until the user asks for all of them', () => {
    expect(keys(9)).not.toContain('more');
    expect(keys(10).slice(0, 11)).toEqual([
      'recent',
      ...Array.from({ length: 8 }, (_, at) => `recent p${at}`),
      'more',
      'accounts',
    ]);
    expect(keys(10, true)).toContain('recent p9');
    expect(keys(10, true)).not.toContain('more');
  });
});
