import { describe, expect, it } from 'vitest';
import { accountsInUse, asPersonal, byUse, nothingPersonal, regionOf, usedAgain } from '#core/personal.ts';
import { AccountWish, changeAccount, changeRole, RoleWish } from '#core/personal-change.ts';
import { fits } from '#core/schema.ts';

const DAY = 24 * 3_600_000;
const NOW = 1_800_000_000_000;
const ref = { accountId: '111122223333', roleName: 'Admin' };
const key = '111122223333/Admin';
const wish = { label: '', production: false, region: '', names: '' };

describe('a change of personal data', () => {
  it('stores the settings of an account or role, and deletes the settings that the person removes', () => {
    const marked = changeAccount(nothingPersonal, ref.accountId, { ...wish, label: 'Shop', production: true });
    expect(marked.accounts).toEqual({ '111122223333': { label: 'Shop', production: true } });
    expect(changeAccount(marked, ref.accountId, wish)).toEqual(nothingPersonal);
    const starred = changeRole(nothingPersonal, key, { favourite: true });
    expect(changeRole(starred, key, { region: '', console: 's3' }).roles[key]).toEqual({
      favourite: true,
      console: 's3',
    });
    expect(changeRole(starred, key, { favourite: false })).toEqual(nothingPersonal);
  });

  it('deletes the data of the least used roles if too many roles have data, but never the data of a favourite', () => {
    let personal = changeRole(nothingPersonal, key, { favourite: true, used: 0 });
    for (let at = 1; at <= 310; at += 1) personal = changeRole(personal, `222233334444/R${at}`, { used: at });
    expect(Object.keys(personal.roles)).toHaveLength(301);
    expect(personal.roles[key]).toEqual({ favourite: true, used: 0 });
    expect(personal.roles['222233334444/R1']).toBeUndefined();
  });

  it.each([undefined, null, 1, 'x', [], {}, { accounts: {} }, { accounts: null, roles: {} }])(
    'starts with empty personal data if the stored value is %j',
    (stored) => {
      expect(asPersonal(stored)).toBe(nothingPersonal);
    },
  );
});

describe('new settings from a person', () => {
  it.each([
    ['label', 'x'.repeat(65)],
    ['label', 'a\nb'],
    ['label', 'a\u0000b'],
    ['label', 'a\u202eb'],
    ['region', 'nowhere'],
    ['region', 'eu-west-1\n[default]'],
    ['names', 'x'.repeat(129)],
    ['favourite', true],
    ['__proto__', 1],
  ])('are refused for an account if the field %s has the value %j', (field, value) => {
    expect(fits(AccountWish, wish)).toBe(true);
    expect(
      fits(
        AccountWish,
        JSON.parse(JSON.stringify({ ...wish }).replace(/}$/, `,${JSON.stringify(field)}:${JSON.stringify(value)}}`)),
      ),
    ).toBe(false);
  });

  it('are refused for a role if the region is invalid or a field is unknown', () => {
    expect(fits(RoleWish, { region: 'eu-west-1', console: '' })).toBe(true);
    expect(fits(RoleWish, { region: 'eu-west-1;x', console: '' })).toBe(false);
    expect(fits(RoleWish, { region: '', console: '', profile: 'x' })).toBe(false);
  });

  it('are refused for a role if the label is too long or contains a forbidden character', () => {
    const role = { region: '', console: '' };
    expect(fits(RoleWish, { ...role, label: 'Break glass' })).toBe(true);
    for (const label of ['x'.repeat(65), 'a\nb', 'a\u202eb']) expect(fits(RoleWish, { ...role, label })).toBe(false);
  });
});

describe('the region for a role', () => {
  it('comes from the role, otherwise from the role’s account, otherwise from the settings', () => {
    expect(regionOf(nothingPersonal, ref, 'eu-west-1')).toBe('eu-west-1');
    const account = changeAccount(nothingPersonal, ref.accountId, { region: 'eu-central-1' });
    expect(regionOf(account, ref, 'eu-west-1')).toBe('eu-central-1');
    expect(regionOf(changeRole(account, key, { region: 'us-east-1' }), ref, 'eu-west-1')).toBe('us-east-1');
    expect(regionOf(account, { ...ref, accountId: '222233334444' }, '')).toBe('');
  });
});

describe('the number that measures the use of a role', () => {
  const uses = (...ages: number[]) =>
    ages.sort((a, b) => b - a).reduce<number | undefined>((sum, age) => usedAgain(sum, NOW - age * DAY), undefined) ??
    0;

  it('is higher for frequent use than for one recent use, and becomes lower with time', () => {
    expect(uses(1, 1, 1)).toBeGreaterThan(uses(0));
    expect(uses(0)).toBeGreaterThan(uses(30, 30, 30, 30));
    expect(uses(7, 7)).toBeCloseTo(uses(0));
    expect(usedAgain(uses(0), NOW - 90 * DAY)).toBeGreaterThanOrEqual(uses(0));
  });

  it('decides the order of roles; accounts with favourites or used roles are loaded first', () => {
    const roles = { a: { used: 1 }, '2/b': { used: 3 }, '3/c': { favourite: true }, '2/d': { used: 2 } };
    expect(byUse({ accounts: {}, roles })).toEqual(['2/b', '2/d', 'a']);
    expect(accountsInUse({ accounts: {}, roles: { '2/b': { used: 3 }, '3/c': { favourite: true } } })).toEqual([
      '3',
      '2',
    ]);
  });
});
