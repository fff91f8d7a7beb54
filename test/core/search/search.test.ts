import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Personal } from '#core/personal.ts';
import type { IndexedAccount } from '#core/protocol/messages.ts';
import { type AccountHit, prepareSearch, search } from '#core/search/search.ts';
import { makeOrganisation } from '../../portal-emulator/index.ts';
import '../../fixed-seed.ts';

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

describe('the accounts and roles that a search finds', () => {
  it('for an empty query are all accounts, sorted by name; numbers in names are sorted by their value', () => {
    expect(names('  ')).toEqual(['Account 9', 'Account 10', 'reprod lab', 'Team A dev', 'Team A prod', 'Zürich']);
  });

  it('fit the words of the query in any order, whether a word belongs to the account or to the role', () => {
    for (const query of ['dev admin', 'ADMIN dev', 'admin  team']) {
      expect(names(query)).toEqual(['Team A dev']);
      expect(roles(search(index, query)[0])).toEqual(['AdministratorAccess']);
    }
  });

  it('include every role of an account whose name fits all words; roles with a fitting name come first', () => {
    expect(roles(search(index, 'team a dev')[0])).toEqual(['AdministratorAccess', 'ReadOnlyAccess']);
    expect(roles(search(prepareSearch([account('1'.repeat(12), 'x-read', ['Admin', 'Read'])]), 'read')[0])).toEqual([
      'Read',
      'Admin',
    ]);
  });

  it('include accounts with a fitting e-mail address or id, even if the id is typed in groups of four digits', () => {
    expect(names('1111 2222 3333')).toEqual(['Team A dev']);
    expect(names('1111-2222-3333')).toEqual(['Team A dev']);
    expect(names('lab@example')).toEqual(['reprod lab']);
  });

  it('are the same with and without accents in the query', () => {
    expect(names('zurich')).toEqual(['Zürich']);
  });

  it('begin with matches at the start of a word; matches inside a word come later', () => {
    for (const query of ['prod', 'pro']) expect(names(query)).toEqual(['Team A prod', 'reprod lab']);
  });

  it('end with accounts whose roles are not loaded yet, if one word of the query fits the account', () => {
    const some = prepareSearch([account('1'.repeat(12), 'prod a', null), account('2'.repeat(12), 'prod b', ['Admin'])]);
    expect(search(some, 'prod admin').map(({ account: { accountName } }) => accountName)).toEqual(['prod b', 'prod a']);
    expect(names('lab example')).toEqual(['reprod lab']);
  });

  it('are none for a word that is in no account or role', () => {
    expect(search(index, 'team nonsense')).toEqual([]);
  });
});

describe('the sorted results of a search', () => {
  const { accounts } = makeOrganisation({ accounts: 300, rolesPerAccount: 5 });
  const many = prepareSearch([...accounts, account('143912345678', 'ledger-prod-54', ['Admin'])]);
  const found = (query: string, list = many) => search(list, query).map((hit) => hit.account.accountName);
  const among = (names: string[], query: string) =>
    found(query, prepareSearch(names.map((name, at) => account(String(14_390_000_0000 + at), name, ['Admin']))));

  it('contain the match of a number inside an account id only if the number has at least four digits', () => {
    expect(found('ledger prod 14')[0]).toBe('ledger-prod-14');
    expect(found('ledger prod 14')).not.toContain('ledger-prod-54');
    expect(found('ledger prod 143')).not.toContain('ledger-prod-54');
    expect(found('ledger prod 1439')).toContain('ledger-prod-54');
    expect(found('search test 2')[0]).toBe('search-test-2');
    expect(among(['team 14', 'team 112', 'team 12'], 'team 12')).toEqual(['team 12', 'team 112']);
  });

  it('begin with matches of whole words; then come matches of ids, then starts of words, then parts inside words', () => {
    const names = ['archive 21439', 'archive 14391', 'archive 7', 'archive 1439'];
    const list = names.map((name, at) => account(`${at === 2 ? 1439 : 9999}0000000${at}`, name, ['Admin']));
    expect(found('archive 1439', prepareSearch(list))).toEqual([
      'archive 1439',
      'archive 7',
      'archive 14391',
      'archive 21439',
    ]);
  });

  it('begin with completely typed names; the first of these names has its words in the typed order', () => {
    const names = ['prod-ledger', 'ledger-prod-old', 'ledger-prod'];
    expect(among(names, 'ledger prod')).toEqual(['ledger-prod', 'prod-ledger', 'ledger-prod-old']);
    expect(among(names, 'prod ledger')).toEqual(['prod-ledger', 'ledger-prod', 'ledger-prod-old']);
    expect(among(['team-1', 'team-team-1'], 'team team 1')).toEqual(['team-team-1', 'team-1']);
  });

  it('end with results for a word with one typing mistake, if the word has at least five letters', () => {
    for (const query of ['ldger', 'legder', 'ledgger', 'ledgxr', 'eldger']) {
      expect(among(['ledger', 'media'], query)).toEqual(['ledger']);
    }
    expect(among(['ledger', 'old-ledgerx-y'], 'ledgerx')).toEqual(['old-ledgerx-y', 'ledger']);
    expect(among(['a ledger', 'ledger'], 'ledge')).toEqual(['ledger', 'a ledger']);
    expect(among(['legder media', 'xledgerx xmediax'], 'ledger media')[0]).toBe('xledgerx xmediax');
    expect(among(['playgronud', 'xplaygrounds'], 'playground')).toEqual(['xplaygrounds', 'playgronud']);
    for (const query of ['porduction', 'productoin ledgre'])
      expect(among(['production ledger'], query)).toHaveLength(1);
    for (const query of ['porductoin', 'tset', 'prd', 'lgder']) {
      expect(among(['production', 'test', 'prod', 'ledger'], query)).toEqual([]);
    }
    expect(among(['ledger54', 'ledger-15'], 'ledger14')).toEqual([]);
  });

  it('show the role that fits best before the other roles of the same account', () => {
    const list = prepareSearch([account('1'.repeat(12), 'readonly', ['Admin', 'ReadOnlyAccess', 'ReadOnly'])]);
    for (const query of ['readonly', 'read only', 'read readonly']) {
      expect(roles(search(list, query)[0])?.[0]).toBe('ReadOnly');
    }
  });
});

describe('the parts of names that are marked as matches', () => {
  it('are the parts that fit a typed word best; a short number never marks a part of an id', () => {
    const list = prepareSearch([account('122200000002', 'search-test-122 2', ['ReadOnlyAccess', 'Admin'])]);
    const [hit] = search(list, 'serach 2 only 122200');
    expect(hit).toMatchObject({
      nameMatches: [
        [0, 6],
        [16, 17],
      ],
      idMatches: [[0, 6]],
      roles: [{ roleName: 'ReadOnlyAccess', matches: [[4, 8]] }],
    });
    expect(search(list, 'search 122')[0]?.idMatches).toEqual([]);
  });

  it('are returned as positions in the text that the popup shows', () => {
    const [hit] = search(index, 'only team 2222');
    expect(hit?.nameMatches).toEqual([[0, 4]]);
    expect(hit?.roles?.[0]?.matches).toEqual([[4, 8]]);
    expect(hit?.idMatches.length).toBeGreaterThan(0);
  });

  it('never touch each other and are always inside the text, for random queries and names', () => {
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

describe('a search with the person’s own labels and favourites', () => {
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

  it('finds an account by its label as well as its name, and marks the match', () => {
    expect(found('playgr')).toEqual(['reprod lab']);
    expect(found('dev ground')).toEqual(['reprod lab']);
    const [hit] = search(own, 'play');
    expect(hit).toMatchObject({ label: 'Playground', labelMatches: [[0, 4]], nameMatches: [] });
    expect(found('reprod')).toEqual(['reprod lab']);
  });

  it('puts accounts with used roles first if the query is empty, but not accounts with only a favourite role', () => {
    expect(found('').slice(0, 3)).toEqual(['Account 10', 'reprod lab', 'Account 9']);
  });

  it('puts a favourite before results that fit equally well, but after a completely typed name', () => {
    expect(found('read')).toEqual(['Team A prod', 'Team A dev']);
    expect(names('read')).toEqual(['Team A dev', 'Team A prod']);
    const whole = prepareSearch([...accounts, account('777788889999', 'Prod', ['X'])], personal);
    expect(search(whole, 'prod').map((hit) => hit.account.accountName)).toEqual(['Prod', 'Team A prod', 'reprod lab']);
  });

  it('puts frequently used roles before rarely used roles', () => {
    expect(found('admin')).toEqual(['Account 10', 'Account 9', 'Team A dev']);
    expect(names('admin')).toEqual(['Account 9', 'Account 10', 'Team A dev']);
  });

  it('finds a role by its label only in the account of that role, and marks the match', () => {
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

  it('marks each production account in the results', () => {
    expect(search(own, '').filter(({ production }) => production)).toHaveLength(1);
  });
});
