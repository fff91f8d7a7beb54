import { describe, expect, it } from 'vitest';
import { AccountId, RoleName } from '#core/credentials.ts';
import { fits } from '#core/schema.ts';
import { defaultOrganisation, makeOrganisation } from './organisation.ts';

describe('the organisations of the portal emulator', () => {
  it.each([
    { accounts: 300, rolesPerAccount: 3 },
    { accounts: 665, rolesPerAccount: 2 },
    { accounts: 1000, rolesPerAccount: 5 },
    { accounts: 2000, rolesPerAccount: 20 },
  ])('have $accounts accounts with $rolesPerAccount roles each, and are the same in every run', (size) => {
    const { accounts } = makeOrganisation(size);
    expect(accounts).toEqual(makeOrganisation(size).accounts);
    expect(new Set(accounts.map(({ accountId }) => accountId)).size).toBe(size.accounts);
    expect(new Set(accounts.map(({ accountName }) => accountName)).size).toBe(size.accounts);
    expect(accounts.every(({ accountId }) => fits(AccountId, accountId))).toBe(true);
    expect(accounts.every(({ roles }) => new Set(roles).size === size.rolesPerAccount)).toBe(true);
  });

  it('have a dozen accounts by default, with two to four roles each', () => {
    const { accounts } = defaultOrganisation();
    expect(accounts).toHaveLength(12);
    expect(accounts.every(({ roles }) => roles.length >= 2 && roles.length <= 4)).toBe(true);
    expect(accounts.flatMap(({ roles }) => roles).every((role) => fits(RoleName, role))).toBe(true);
  });

  it('say for each role whether it is granted, denied, removed or was never assigned', () => {
    const organisation = defaultOrganisation();
    organisation.denyRole('123456789012', 'Admin');
    organisation.removeRole('123456789012', 'ReadOnly');
    expect(organisation.accessTo('123456789012', 'Admin')).toBe('denied');
    expect(organisation.accessTo('123456789012', 'ReadOnly')).toBe('removed');
    expect(organisation.accessTo('123456789012', 'Other')).toBe('unassigned');
    expect(organisation.accessTo('111122223333', 'ReadOnly')).toBe('granted');
    expect(organisation.account('123456789012')?.roles).toEqual(['Admin']);
  });
});
