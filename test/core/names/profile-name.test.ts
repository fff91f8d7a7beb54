import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KeyferryError } from '#core/errors.ts';
import { profileName, whyNotProfileName } from '#core/names/profile-name.ts';
import { defaultProfileName, suggestProfileName } from '#core/names/template.ts';
import { fittingNames, hostileNames } from './hostile-names.ts';
import '../../fixed-seed.ts';

const parts = { accountId: '111122223333', accountName: 'Team A dev', roleName: 'AWSReadOnlyAccess' };

describe('the function profileName', () => {
  it.each(hostileNames)('attack 9: refuses %j with a code and a reason', (name) => {
    expect(whyNotProfileName(name)).toMatch(/^(it|botocore|the AWS SDK|Keyferry) /);
    expect(() => profileName(name)).toThrow(KeyferryError);
    expect(() => profileName(name)).toThrow(/^The profile name was refused because /);
  });

  it.each(fittingNames)('accepts %j', (name) => {
    expect(profileName(name)).toBe(name);
  });

  it('attack 9: accepts no text that contains an unsafe character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 8 }), (text) => {
        if (whyNotProfileName(text) === null) expect(text).toMatch(/^[A-Za-z0-9][A-Za-z0-9._@+-]*$/);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('the function suggestProfileName', () => {
  it('returns a name with short forms of the account’s name and the role’s name', () => {
    expect(suggestProfileName(parts, '{account}-{role}')).toBe('team-a-dev-read-only');
    const admin = { ...parts, roleName: 'AWSAdministratorAccess' };
    expect(suggestProfileName(admin, '{account}-{role}')).toBe('team-a-dev-admin');
    expect(suggestProfileName(parts, '{accountId}')).toBe('111122223333');
  });

  it('attack 9: makes a safe name from every hostile account name and template', () => {
    for (const text of hostileNames) {
      expect(whyNotProfileName(suggestProfileName({ ...parts, accountName: text }, '{account}'))).toBeNull();
      expect(whyNotProfileName(suggestProfileName(parts, text))).toBeNull();
    }
  });

  it('attack 9: never fails, whatever the account is called', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (accountName, template) => {
        expect(whyNotProfileName(suggestProfileName({ ...parts, accountName }, template))).toBeNull();
      }),
      {
        numRuns: 500,
        // Without the blank, these are names that no profile may have.
        examples: [
          ['', ' DEFAULT'],
          ['', ' constructor'],
          [' toString', '{accountName}'],
          [' keyferry-failed', '{accountName}'],
        ],
      },
    );
  });

  it('attack 9: gives different names to roles with the same suggested name', () => {
    const roles = [
      parts,
      { ...parts, accountId: '444455556666' },
      { ...parts, accountName: 'team-a DEV', accountId: '777788889999' },
      { ...parts, roleName: 'ReadOnly' },
      { ...parts, roleName: 'Readonly' },
      { ...parts, roleName: 'readonly' },
      { ...parts, roleName: 'a=b' },
      { ...parts, roleName: 'a,b' },
      { ...parts, roleName: 'a-b' },
      { ...parts, roleName: 'a=b,c' },
      { ...parts, roleName: 'a,b=c' },
    ];
    for (const template of ['{account}-{role}', '{account}', 'same']) {
      const names = roles.map((role) => suggestProfileName(role, template, roles));
      expect(new Set(names).size, names.join(' ')).toBe(roles.length);
    }
  });

  it('gives the short name if the list of roles contains no other role', () => {
    expect(suggestProfileName(parts, '{account}', [{ ...parts }])).toBe('team-a-dev');
  });
});

describe('the function defaultProfileName', () => {
  it('returns the portal’s own profile name, in a form that is valid for every client', () => {
    expect(defaultProfileName(parts)).toBe('111122223333_AWSReadOnlyAccess');
    expect(defaultProfileName({ ...parts, roleName: 'a=b,c+d@e' })).toBe('111122223333_a-b-c+d@e');
  });
});
