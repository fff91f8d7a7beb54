import { describe, expect, it } from 'vitest';
import { AccountId, isFresh, Moment, Region, RoleCredentials, RoleName, redact } from '#core/credentials.ts';
import { fits } from '#core/schema.ts';

const good = {
  accessKeyId: 'ASIAKEYFERRYEXAMPLE1',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  sessionToken: 'IQoJb3JpZ2luX2VjEXAMPLE/+=',
  expiration: 1_795_255_200_000,
};

describe('credentials', () => {
  it('are accepted in the form in which AWS issues them', () => {
    expect(fits(RoleCredentials, good)).toBe(true);
  });

  const hostile = [
    'a\nb',
    ' #x',
    ';x',
    ' lead',
    'trail ',
    '',
    '%(x)s',
    '"',
    "'",
    '$(id)',
    '`id`',
    'ä',
    'x\0',
    'x\r',
    'x\u2028',
  ];
  const padded = hostile
    .flatMap((text) => [text, `ABCDEFGHIJKLMNOPQRST${text && `${text}EXAMPLE`}`])
    .filter((text) => text !== 'ABCDEFGHIJKLMNOPQRST');

  it.each(['accessKeyId', 'secretAccessKey', 'sessionToken'])(
    'attack 10: are refused if the field %s has a value that AWS would not issue',
    (key) => {
      for (const value of [...padded, `${good.accessKeyId}\n`, 17, null]) {
        expect(fits(RoleCredentials, { ...good, [key]: value }), JSON.stringify(value)).toBe(false);
      }
    },
  );

  it.each([-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 253_402_300_800_000, '1795255200000'])(
    'are refused if their expiry time is %s',
    (moment) => {
      expect(fits(Moment, moment)).toBe(false);
    },
  );

  it('attack 28: are refused if a field is missing or unknown', () => {
    const { sessionToken: _, ...without } = good;
    expect(fits(RoleCredentials, without)).toBe(false);
    expect(fits(RoleCredentials, { ...good, extra: 1 })).toBe(false);
  });
});

describe('the patterns for AWS values', () => {
  it('accept account ids, role names and regions of AWS', () => {
    expect(fits(AccountId, '012345678901')).toBe(true);
    for (const role of ['ReadOnly', 'a+b=c,d.e@f-g_h', 'x'.repeat(64)]) expect(fits(RoleName, role), role).toBe(true);
    for (const region of ['eu-central-1', 'us-gov-west-1', 'ap-southeast-7']) expect(fits(Region, region)).toBe(true);
  });

  it('refuse a value that is too short, is too long or contains another character', () => {
    for (const account of [
      '12345678901',
      '0123456789012',
      '01234567890a',
      ' 012345678901',
      '012345678901\n',
      '٠١٢٣٤٥٦٧٨٩٠١',
    ]) {
      expect(fits(AccountId, account), account).toBe(false);
    }
    for (const role of ['', 'a b', 'a/b', 'a\n', 'ä', 'x'.repeat(65)]) expect(fits(RoleName, role), role).toBe(false);
  });

  it.each([
    'eu-central-1.evil.example',
    'eu-central-1/..',
    'EU-central-1',
    'eu-central-1\n',
    'eu--1',
    '',
    `eu-${'a'.repeat(40)}-1`,
  ])('attack 44: do not accept %j as a region', (region) => {
    expect(fits(Region, region)).toBe(false);
  });
});

describe('the function isFresh', () => {
  it('returns true only if more time than the given margin is left until the expiry time', () => {
    expect(isFresh(1000, 999)).toBe(true);
    expect(isFresh(1000, 1000)).toBe(false);
    expect(isFresh(1000, 500, 500)).toBe(false);
  });
});

describe('the function redact', () => {
  it('attack 29: removes every key, secret and token', () => {
    for (const prefix of ['', 'key=', '"', 'Error: ', '\n']) {
      const text = redact(
        `${prefix}${good.accessKeyId} ${prefix}${good.secretAccessKey} ${prefix}${'t/+='.repeat(30)}`,
      );
      expect(text).not.toContain(good.accessKeyId);
      expect(text).not.toContain(good.secretAccessKey);
      expect(text).not.toContain('t/+='.repeat(4));
    }
  });

  it('keeps words that are not secret', () => {
    const text = 'The profile team-a in account 111122223333 is valid until 2026-11-21T10:00:00Z.';
    expect(redact(text)).toBe(text);
  });
});
