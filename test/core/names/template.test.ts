import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { whyNotProfileName } from '#core/names/profile-name.ts';
import { type NameParts, nameRoles, suggestProfileName, templatePresets } from '#core/names/template.ts';
import { cpuTimeOf } from '../../cpu-time.ts';
import { hostileNames } from './hostile-names.ts';
import '../../fixed-seed.ts';

const role = (parts: Partial<NameParts> = {}): NameParts => ({
  accountId: '111122223333',
  accountName: 'Team A dev',
  roleName: 'AWSReadOnlyAccess',
  ...parts,
});
/**
 * Dangerous names for accounts and templates. Some of these texts contain only characters that a profile name must not
 * contain.
 */
const texts = [...hostileNames, ']\n[default]', '\u202eevil', '🦊', '  ', 'ä'];

describe('templates for profile names', () => {
  it.each([
    ['{account}-{role}', 'team-a-dev-read-only'],
    ['{roleName}-{accountId}', 'AWSReadOnlyAccess-111122223333'],
    ['{accountId}_{roleName}', '111122223333_AWSReadOnlyAccess'],
    ['{accountName}.{role}', 'Team-A-dev.read-only'],
    ['{alias}-{role}', 'team-a-dev-read-only'],
    ['{unknown}-{role}', 'unknown--read-only'],
  ])('give the right name: %s gives %s', (template, name) => {
    expect(nameRoles([role()], template)).toEqual([name]);
  });

  it.each([
    ['Müller GmbH', 'muller-gmbh'],
    ['AcmeGmbH', 'acme-gmbh'],
    ['MusterKGaAProd', 'muster-kgaa-prod'],
    ['Größe Übersee', 'grosse-ubersee'],
    ['iOSBuild', 'iosbuild'],
    ['iPhoneApp', 'iphone-app'],
    ['OAuthClient', 'oauth-client'],
    ['SmartIoTDev', 'smart-iot-dev'],
    ['GitHubActions', 'github-actions'],
    ['ReadOnlyAccess', 'read-only-access'],
    ['TeamA', 'team-a'],
    ['myS3Bucket', 'my-s3-bucket'],
    ['Łódź Ørsted Æther', 'lodz-orsted-aether'],
    ['Москва Прод', 'moskva-prod'],
    ['ΑΘΗΝΑ ανάπτυξη', 'athina-anaptyxi'],
    ['Ｐｒｏｄ①', 'prod1'],
  ])('turn the account name %s into %s', (accountName, name) => {
    expect(nameRoles([role({ accountName })], '{account}')).toEqual([name]);
  });

  it('with {accountName} spell the account’s name with Latin letters, and do not change capital letters', () => {
    expect(nameRoles([role({ accountName: 'Müller & Söhne GmbH' })], '{accountName}')).toEqual(['Muller-Sohne-GmbH']);
  });

  it('can contain the portal’s label', () => {
    expect(nameRoles([role({ portal: 'Acme' })], '{portal}-{role}')).toEqual(['acme-read-only']);
    expect(nameRoles([role()], '{portal}-{role}')).toEqual(['portal-read-only']);
  });

  it('include templates that give names like those of Keyferry, of the AWS CLI and of the portal’s dialog', () => {
    expect(templatePresets.map((template) => nameRoles([role()], template)[0])).toEqual([
      'team-a-dev-read-only',
      'AWSReadOnlyAccess-111122223333',
      '111122223333_AWSReadOnlyAccess',
    ]);
  });

  it('use the label that the person gave the account', () => {
    expect(nameRoles([role({ alias: 'Prod EU' })], '{alias}-{role}')).toEqual(['prod-eu-read-only']);
  });
});

describe('the function nameRoles', () => {
  it('appends the account id to the names of all roles that would have the same name', () => {
    const roles = [role(), role({ accountId: '444455556666' }), role({ accountName: 'Other' })];
    expect(nameRoles(roles, '{account}')).toEqual(['team-a-dev-111122223333', 'team-a-dev-444455556666', 'other']);
  });

  it('does not give a role a name that already exists', () => {
    expect(nameRoles([role()], '{account}', new Set(['team-a-dev']))).toEqual(['team-a-dev-111122223333']);
  });

  it('gives the same name to a role that is listed twice', () => {
    expect(nameRoles([role(), role()], '{account}')).toEqual(['team-a-dev', 'team-a-dev']);
  });

  it('attack 9: never gives two roles the same name, even if the name of one role looks like a name with an id', () => {
    const accountId = '777788889999';
    const roles = [
      { accountId, accountName: '', roleName: 'Admin' },
      { accountId, accountName: 'constructor', roleName: 'a,b' },
      { accountId, accountName: '', roleName: 'a-b' },
    ];
    expect(new Set(nameRoles(roles, '{account}')).size).toBe(3);
  });

  it('attack 9: gives each role a different valid name, which does not depend on the order of the roles', () => {
    const text = fc.oneof(fc.constantFrom(...texts, 'a', 'A', 'a-1'), fc.string({ unit: 'binary', maxLength: 12 }));
    const any = fc.record({
      accountId: fc.constantFrom('111122223333', '444455556666', '777788889999'),
      accountName: text,
      roleName: fc.constantFrom('Admin', 'admin', 'a=b', 'a,b', 'a-b', 'ReadOnlyAccess', 'ReadOnly'),
    });
    const roles = fc.uniqueArray(any, { selector: ({ accountId, roleName }) => accountId + roleName, maxLength: 12 });
    const template = fc.oneof(
      fc.constantFrom(...templatePresets, '{account}', 'same', '{accountName}{roleName}'),
      text,
    );
    fc.assert(
      fc.property(roles, template, (given, chosen) => {
        const names = nameRoles(given, chosen);
        expect(new Set(names).size).toBe(given.length);
        expect(names.map(whyNotProfileName).every((why) => why === null)).toBe(true);
        expect(nameRoles(given.toReversed(), chosen)).toEqual(names.toReversed());
        for (const [index, each] of given.entries()) expect(suggestProfileName(each, chosen, given)).toBe(names[index]);
      }),
      { numRuns: 500 },
    );
  });

  it('names 5,000 roles in less than half a second', () => {
    const roles = Array.from({ length: 5000 }, (_, n) =>
      role({
        accountId: `${100_000_000_000 + Math.floor(n / 5)}`,
        accountName: `Team ${Math.floor(n / 5)}`,
        roleName: `Role${n % 5}`,
      }),
    );
    const time = cpuTimeOf(() => expect(new Set(nameRoles(roles, '{role}')).size).toBe(5000));
    expect(time).toBeLessThan(500);
  });
});
