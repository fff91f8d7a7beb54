import { describe, expect, it } from 'vitest';
import { CliAccounts, MAX_CLI_ROLES } from '#core/protocol/cli-profiles.ts';
import { fits } from '#core/schema.ts';

const role = { roleName: 'ReadOnly', name: 'demo-read-only', region: 'eu-west-1' };
const account = { accountId: '111122223333', accountName: 'Demo', roles: [role] };
const accountId = (index: number) => String(100_000_000_000 + index);
const accounts = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ ...account, accountId: accountId(index) }));

describe('the accounts in a request to set up CLI profiles', () => {
  it('can have labels, roles without a region, and the same role in several accounts', () => {
    const { region: _, ...withoutRegion } = role;
    const second = { ...account, accountId: '222233334444', alias: 'Demo 2', roles: [withoutRegion] };
    expect(fits(CliAccounts, [account, second])).toBe(true);
  });

  it.each([
    ['an account twice', [account, account]],
    ['a role twice in one account', [{ ...account, roles: [role, { ...role, name: 'other' }] }]],
    ['more accounts than the limit', accounts(MAX_CLI_ROLES + 1)],
    [
      'more roles than the limit in all accounts together',
      accounts(MAX_CLI_ROLES / 2 + 1).map((each) => ({ ...each, roles: [role, { ...role, roleName: 'Admin' }] })),
    ],
    ['an account id with other characters', [{ ...account, accountId: '1111\n2223333' }]],
    ['a role name with other characters', [{ ...account, roles: [{ ...role, roleName: 'a b' }] }]],
    ['a region with other characters', [{ ...account, roles: [{ ...role, region: 'eu-west-1\nx = y' }] }]],
    ['a region that is not a text', [{ ...account, roles: [{ ...role, region: null }] }]],
    ['a name that is too long', [{ ...account, roles: [{ ...role, name: 'x'.repeat(8193) }] }]],
    ['a label that is too long', [{ ...account, alias: 'x'.repeat(257) }]],
    ['roles that are not a list', [{ ...account, roles: { 0: role } }]],
  ])('attack 10: cannot have %s', (_, value) => {
    expect(fits(CliAccounts, value)).toBe(false);
  });

  it.each(['path', 'constructor', '__proto__'])('attack 18: cannot have the unknown key %s', (key) => {
    const extra = JSON.parse(`{${JSON.stringify(key)}: "x"}`);
    expect(fits(CliAccounts, [{ ...account, ...extra, [key]: 'x' }])).toBe(false);
    expect(fits(CliAccounts, [{ ...account, roles: [Object.assign(Object.create(null), role, { [key]: 'x' })] }])).toBe(
      false,
    );
  });

  it('can have exactly as many roles as the limit allows', () => {
    expect(fits(CliAccounts, accounts(MAX_CLI_ROLES))).toBe(true);
  });
});
