import { describe, expect, it } from 'vitest';
import type { Personal } from '#core/personal.ts';
import { planImport } from '#core/personal-file/import-plan.ts';

const startUrl = 'https://demo.awsapps.com/start';
const user = '0'.repeat(32);
const accountId = '111122223333';
const role = `${accountId}/Admin`;
const owner = (personal: Personal, given = {}) => ({ key: 'jo', startUrl, user, personal, ...given });
const file = {
  startUrl,
  user,
  accounts: [{ accountId, label: 'Shop', production: true as const }],
  roles: [{ accountId, roleName: 'Admin', favourite: true as const, region: undefined, profile: 'shop' }],
};

describe('the plan of an import', () => {
  it('adds and changes the values that the imported file has, and keeps all other stored values', () => {
    const own = {
      accounts: { [accountId]: { label: 'Mine', region: 'eu-west-1' }, '222233334444': { production: true } },
      roles: { [role]: { favourite: true, used: 7 } },
      fresh: { shop: role },
    };
    const plan = planImport([file], [owner(own)]);
    expect(plan.results.get('jo')).toEqual({
      accounts: {
        [accountId]: { label: 'Shop', region: 'eu-west-1', production: true },
        '222233334444': { production: true },
      },
      roles: { [role]: { favourite: true, used: 7, profile: 'shop' } },
      fresh: { shop: role },
    });
    const at = { startUrl, accountId, roleName: null };
    expect(plan.changes).toEqual([
      { ...at, field: 'label', before: 'Mine', after: 'Shop' },
      { ...at, field: 'production', before: null, after: true },
      { ...at, roleName: 'Admin', field: 'profile', before: null, after: 'shop' },
    ]);
    expect(plan).toMatchObject({ same: 1, skipped: [] });
    expect(own.accounts[accountId]).toEqual({ label: 'Mine', region: 'eu-west-1' });
  });

  it('changes nothing when the same file is imported again', () => {
    const { results } = planImport([file], [owner({ accounts: {}, roles: {} })]);
    const again = planImport([file], [owner(results.get('jo') as Personal)]);
    expect(again).toEqual({ results: new Map(), changes: [], same: 4, skipped: [] });
  });

  it('attack 7: skips an entry of another user of the portal, and of the same user at another portal', () => {
    const others = [
      owner({ accounts: {}, roles: {} }, { user: '1'.repeat(32) }),
      owner({ accounts: {}, roles: {} }, { startUrl: 'https://other.awsapps.com/start' }),
    ];
    expect(planImport([file], others)).toEqual({ results: new Map(), changes: [], same: 0, skipped: [startUrl] });
  });

  it('stores nothing for an entry without values', () => {
    const empty = { startUrl, user, accounts: [{ accountId }], roles: [{ accountId, roleName: 'Admin' }] };
    expect(planImport([empty], [owner({ accounts: {}, roles: {} })]).results.size).toBe(0);
  });
});
