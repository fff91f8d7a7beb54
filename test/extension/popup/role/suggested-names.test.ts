import { describe, expect, it } from 'vitest';
import { nothingPersonal } from '#core/personal.ts';
import { nameOwner } from '#core/protocol/view.ts';
import {
  draftFor,
  type Naming,
  namesFor,
  takenBy,
  withOtherNames,
} from '../../../../extension/popup/role/suggested-names.ts';

const PORTAL = 'https://acme.awsapps.com/start';
const OTHER = 'https://other.awsapps.com/start';
const accounts = ['Audit', 'Log Archive'].map((accountName, at) => ({
  accountId: `${at + 1}`.repeat(12),
  accountName,
  emailAddress: '',
  roles: ['Admin'],
}));
const [audit, log] = accounts.map(({ accountId, accountName }) => ({ accountId, accountName, roleName: 'Admin' }));
if (!audit || !log) throw new Error('two roles');

const naming = (names: Parameters<typeof takenBy>[0], given: Partial<Naming> = {}): Naming => ({
  accounts,
  personal: nothingPersonal,
  template: '{account}-{role}',
  portal: 'acme',
  taken: takenBy(names, PORTAL),
  ...given,
});
const names = (roles: readonly { readonly name: string }[]) => roles.map(({ name }) => name);
const written = (profile: string) => ({
  accounts: {},
  roles: { [`${audit.accountId}/Admin`]: { profile } },
});

describe('suggested profile names', () => {
  it('begin with the portal’s label if a profile of a different portal already has the name without the label', () => {
    const other = naming([['audit-admin', nameOwner(OTHER, audit)]]);
    expect(draftFor(audit, other).name).toBe('acme-audit-admin');
    expect(names(namesFor([audit, log], other))).toEqual(['acme-audit-admin', 'log-archive-admin']);
  });

  it('are the name of the role’s existing profile, or otherwise the name that was last written for the role', () => {
    const own = [['audit-admin', nameOwner(PORTAL, audit)]] as const;
    expect(draftFor(audit, naming(own)).name).toBe('audit-admin');
    const mine = naming([['mine', nameOwner(PORTAL, audit)]], { personal: written('mine') });
    expect(draftFor(audit, mine).name).toBe('mine');
    expect(draftFor(audit, naming([], { personal: written('mine') })).name).toBe('mine');
  });

  it('do not repeat the name last written for the role if the name now belongs to a different tool or to the AWS CLI', () => {
    expect(draftFor(audit, naming([['mine', null]], { personal: written('mine') })).name).toBe('audit-admin');
  });

  it('are free names, even if the names with the portal’s label and with the account id already exist', () => {
    const id = audit.accountId;
    const all = ['audit-admin', 'acme-audit-admin', `audit-admin-${id}`, `${id}_Admin`, `${id}_Admin-2`];
    expect(draftFor(audit, naming(all.map((name) => [name, null]))).name).toBe(`${id}_Admin-3`);
  });
});

describe('profile names that replace refused names', () => {
  const roles = [
    { ...audit, name: 'a' },
    { ...log, name: 'b' },
  ];

  it('are given only to roles whose refused names already exist', () => {
    expect(names(withOtherNames(roles, naming([['b', null]])))).toEqual(['a', 'log-archive-admin']);
  });

  it('are given to all roles if Keyferry does not know which profile names already exist', () => {
    expect(names(withOtherNames(roles, naming([])))).toEqual(['audit-admin', 'log-archive-admin']);
  });

  it('are never the same as the refused names', () => {
    const same = [{ ...audit, name: 'audit-admin' }];
    expect(names(withOtherNames(same, naming([])))).toEqual(['acme-audit-admin']);
  });
});
