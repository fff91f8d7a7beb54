import { describe, expect, it, vi } from 'vitest';
import { prepareSearch, search } from '#core/search/search.ts';
import { rowsOf } from '../../../../extension/popup/list/list-rows.ts';
import type { LoadingState } from '../../../../extension/popup/list/use-role-loading.ts';
import { account } from '../preview/fixtures.ts';

vi.stubGlobal('browser', {});
const { accountsToLoad } = await import('../../../../extension/popup/list/use-role-loading.ts');

const idOf = (at: number) => String(100_000_000_000 + at);
const accounts = Array.from({ length: 80 }, (_, at) => account(idOf(at), `team ${at}`, at === 1 ? ['Admin'] : null));
const { rows } = rowsOf(search(prepareSearch(accounts), ''));
const visible = rows.slice(0, 5);
const state = (given: Partial<LoadingState> = {}): LoadingState => ({
  matches: rows,
  searching: false,
  stopped: false,
  requested: new Set(),
  ...given,
});

describe('the accounts whose roles the popup requests', () => {
  it('are the accounts on screen whose roles are not loaded', () => {
    expect(accountsToLoad(visible, state())).toEqual([idOf(0), idOf(2)]);
  });

  it('do not include accounts that were already requested', () => {
    expect(accountsToLoad(visible, state({ requested: new Set([idOf(0)]) }))).toEqual([idOf(2)]);
  });

  it('include, during a search, up to 50 accounts that match the search text', () => {
    const ids = accountsToLoad(visible, state({ searching: true }));
    expect(ids).toHaveLength(50);
    expect(ids.slice(0, 3)).toEqual([idOf(0), idOf(2), idOf(3)]);
  });

  it('include no account after the user stopped the loading of the list, except during a search', () => {
    expect(accountsToLoad(visible, state({ stopped: true }))).toEqual([]);
    expect(accountsToLoad(visible, state({ stopped: true, searching: true }))).toHaveLength(50);
  });
});
