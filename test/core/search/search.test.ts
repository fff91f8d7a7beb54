import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Personal } from '#core/personal.ts';
import type { IndexedAccount } from '#core/protocol/messages.ts';
import { searchWords } from '#core/search/fields.ts';
import { type AccountHit, prepareSearch, search } from '#core/search/search.ts';

const account = (
  accountId: string,
  accountName: string,
  roles: string[] | null,
  emailAddress = '',
): IndexedAccount => ({
  accountId,
  accountName,
  emailAddress,
  roles,
});

const accounts = [
  account('111122223333', 'Team A dev', ['AdministratorAccess', 'ReadOnlyAccess'], 'team-a+dev@example.com'),
  account('222233334444', 'Team A prod', ['ReadOnlyAccess'], 'team-a+prod@example.com'),
  account('333344445555', 'reprod lab', ['Developer'], 'lab@example.com'),
  account('444455556666', 'Zürich', null, 'zrh@example.com'),
  account('555566667777', 'Account 10', ['Admin']),
  account('666677778888', 'Account 9', ['Admin']),
];
const index = prepareSearch(accounts);
const names = (query: string) => search(index, query).map(({ account: { accountName } }) => accountName);
const roles = (hit: AccountHit | undefined) => hit?.roles?.map(({ roleName }) => roleName);

describe('what is found', () => {
  it('gives everything by name, numbers by value, for an empty query', () => {
    expect(names('  ')).toEqual(['Account 9', 'Account 10', 'reprod lab', 'Team A dev', 'Team A prod', 'Zürich']);
  });

  it('matches words in any order in account and role', () => {
    for (const query of ['dev admin', 'ADMIN dev', 'admin  team']) {
      expect(names(query)).toEqual(['Team A dev']);
      expect(roles(search(index, query)[0])).toEqual(['AdministratorAccess']);
    }
  });

  it('shows every role of an account that matches all words, the matching role first', () => {
    expect(roles(search(index, 'team a dev')[0])).toEqual(['AdministratorAccess', 'ReadOnlyAccess']);
    expect(roles(search(prepareSearch([account('1'.repeat(12), 'x-read', ['Admin', 'Read'])]), 'read')[0])).toEqual([
      'Read',
      'Admin',
    ]);
  });

  it('finds ids as the portal groups them, and e-mail addresses', () => {
    expect(names('1111 2222 3333')).toEqual(['Team A dev']);
    expect(names('1111-2222-3333')).toEqual(['Team A dev']);
    expect(names('lab@example')).toEqual(['reprod lab']);
  });

  it('ignores accents', () => {
    expect(names('zurich')).toEqual(['Zürich']);
  });

  it('ranks the start of a word before its inside', () => {
    expect(names('prod')).toEqual(['Team A prod', 'reprod lab']);
  });

  it('lists an account with unknown roles last if one word matches', () => {
    const some = prepareSearch([account('1'.repeat(12), 'prod a', null), account('2'.repeat(12), 'prod b', ['Admin'])]);
    expect(search(some, 'prod admin').map(({ account: { accountName } }) => accountName)).toEqual(['prod b', 'prod a']);
  });

  it('finds nothing for a word that does not occur', () => {
    expect(search(index, 'team nonsense')).toEqual([]);
  });
});

describe('the match ranges', () => {
  it('refer to the text as it is shown', () => {
    const [hit] = search(index, 'only team 2222');
    expect(hit?.nameMatches).toEqual([[0, 4]]);
    expect(hit?.roles?.[0]?.matches).toEqual([[4, 8]]);
    expect(hit?.idMatches.length).toBeGreaterThan(0);
  });

  it('do not overlap and stay inside the text, for any query', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 12 }), fc.string({ unit: 'binary' }), (query, name) => {
        const one = prepareSearch([account('1'.repeat(12), name, ['Admin'])]);
        for (const { nameMatches } of search(one, query)) {
          let last = -1;
          for (const [start, end] of nameMatches) {
            expect(start).toBeGreaterThan(last);
            expect(end).toBeLessThanOrEqual(name.length);
            last = end;
          }
        }
      }),
    );
  });
});

it('splits words and joins grouped digits', () => {
  expect(searchWords(' Prod\t1111-2222 a-b ')).toEqual(['prod', '11112222', 'a-b']);
});

it('searches 5,000 roles within one frame of the screen', () => {
  const many = prepareSearch(
    Array.from({ length: 1000 }, (_, at) =>
      account(String(at).padStart(12, '1'), `Team ${at} prod`, ['Admin', 'ReadOnly', 'Billing', 'Support', 'Deploy']),
    ),
  );
  const time = (query: string) => {
    const from = performance.now();
    search(many, query);
    return performance.now() - from;
  };
  // The best of ten rounds, because other work of the machine also takes time.
  const rounds = Array.from({ length: 10 }, () => ['p', 'pr', 'prod', 'prod read', 'prod read 99'].map(time));
  expect(Math.min(...rounds.map((each) => Math.max(...each)))).toBeLessThan(16);
});

describe('the person’s own data', () => {
  const personal: Personal = {
    accounts: { '333344445555': { label: 'Playground' }, '222233334444': { production: true } },
    roles: {
      '222233334444/ReadOnlyAccess': { favourite: true },
      '555566667777/Admin': { used: 9 },
      '333344445555/Developer': { used: 4 },
    },
  };
  const own = prepareSearch(accounts, personal);
  const found = (query: string) => search(own, query).map(({ account: { accountName } }) => accountName);

  it('finds an account by its label as well as its name, with match ranges', () => {
    expect(found('playgr')).toEqual(['reprod lab']);
    expect(found('dev ground')).toEqual(['reprod lab']);
    const [hit] = search(own, 'play');
    expect(hit).toMatchObject({ label: 'Playground', labelMatches: [[0, 4]], nameMatches: [] });
    expect(found('reprod')).toEqual(['reprod lab']);
  });

  it('lists used accounts first, not counting favourites', () => {
    expect(found('').slice(0, 3)).toEqual(['Account 10', 'reprod lab', 'Account 9']);
  });

  it('ranks a favourite before a better match, but after a whole name', () => {
    expect(found('read')).toEqual(['Team A prod', 'Team A dev']);
    expect(names('read')).toEqual(['Team A dev', 'Team A prod']);
    const whole = prepareSearch([...accounts, account('777788889999', 'Prod', ['X'])], personal);
    expect(search(whole, 'prod').map((hit) => hit.account.accountName)).toEqual(['Prod', 'Team A prod', 'reprod lab']);
  });

  it('ranks more used roles first', () => {
    expect(found('admin')).toEqual(['Account 10', 'Account 9', 'Team A dev']);
    expect(names('admin')).toEqual(['Account 9', 'Account 10', 'Team A dev']);
  });

  it('finds a role by its label, only in its own account, with match ranges', () => {
    const roles = { ...personal.roles, '555566667777/Admin': { label: 'Break glass' } };
    const labelled = prepareSearch(accounts, { ...personal, roles });
    const [hit, ...more] = search(labelled, 'glass');
    expect(more).toEqual([]);
    expect(hit?.account.accountId).toBe('555566667777');
    expect(hit?.roles).toMatchObject([
      { roleName: 'Admin', label: 'Break glass', labelMatches: [[6, 11]], matches: [] },
    ]);
    const admins = search(labelled, 'admin').flatMap((each) => each.roles ?? []);
    expect(admins.filter(({ label }) => label !== '')).toHaveLength(1);
    const all = search(labelled, '').flatMap((each) => each.roles ?? []);
    expect(all.filter(({ label }) => label === 'Break glass')).toHaveLength(1);
  });

  it('says which account is marked as production', () => {
    expect(search(own, '').filter(({ production }) => production)).toHaveLength(1);
  });
});
