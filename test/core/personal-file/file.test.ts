import { describe, expect, it } from 'vitest';
import { KeyferryError } from '#core/errors.ts';
import { exportedFile } from '#core/personal-file/export.ts';
import { fileText, readFile } from '#core/personal-file/file.ts';
import { MAX_FILE_BYTES } from '#core/personal-file/limits.ts';

const startUrl = 'https://demo.awsapps.com/start';
const user = '0123456789abcdef0123456789abcdef';
const accountId = '111122223333';
const personal = {
  accounts: { [accountId]: { label: 'Shop', production: true, region: 'eu-central-1', names: 'shop-{role}' } },
  roles: {
    [`${accountId}/Admin`]: { favourite: true, label: 'Break glass', profile: 'shop', used: 12 },
    [`${accountId}/ReadOnly`]: { region: 'us-east-1', console: 's3' },
    [`${accountId}/Billing`]: { used: 3 },
  },
};
const portals = [
  {
    startUrl,
    user,
    accounts: [{ accountId, label: 'Shop', production: true as const, region: 'eu-central-1', names: 'shop-{role}' }],
    roles: [
      { accountId, roleName: 'Admin', favourite: true as const, label: 'Break glass', profile: 'shop' },
      { accountId, roleName: 'ReadOnly', region: 'us-east-1', console: 's3' },
    ],
  },
];
const [portal] = portals;
const valid = { keyferry: 'personal', version: 1, portals };

/** The sentence of the error with which Keyferry refuses a file with this text. */
function refusal(text: string): string {
  try {
    readFile(text);
  } catch (error) {
    if (error instanceof KeyferryError && error.code === 'IMPORT_REFUSED') return error.message;
    throw error;
  }
  return 'the file was read';
}
const refusalOf = (value: unknown) => refusal(JSON.stringify(value));

describe('the exported file', () => {
  it('contains favourites, labels, regions and profile names, but no data about how often a role is used', () => {
    const { text, portals: count } = exportedFile([{ startUrl, user, personal }]);
    expect(count).toBe(1);
    expect(JSON.parse(text)).toEqual(valid);
    expect(text).not.toContain('used');
  });

  it('gives the same entries when Keyferry reads the file again', () => {
    expect(readFile(exportedFile([{ startUrl, user, personal }]).text)).toEqual(portals);
  });

  it('contains no portal without data, and no value that an import would refuse', () => {
    const broken = {
      accounts: {
        [accountId]: { label: 'a\u202eb', region: 'nowhere', secretAccessKey: 'wJalrEXAMPLE' },
        evil: { label: 'x' },
      },
      roles: { [`${accountId}/Admin`]: { console: 'https://evil.example/', profile: 'a b', used: 1 } },
    };
    expect(exportedFile([{ startUrl, user, personal: broken }])).toEqual({ text: fileText([]), portals: 0 });
  });

  it('has only one entry for a user whose data is stored twice, once for each of two containers', () => {
    const second = {
      accounts: { [accountId]: { label: 'Other' } },
      roles: { [`${accountId}/Extra`]: { favourite: true } },
    };
    const [only, ...others] = readFile(
      exportedFile([
        { startUrl, user, personal },
        { startUrl, user, personal: second },
      ]).text,
    );
    expect(others).toEqual([]);
    expect(only?.accounts).toEqual(portal?.accounts);
    expect(only?.roles.map(({ roleName }) => roleName).sort()).toEqual(['Admin', 'Extra', 'ReadOnly']);
  });
});

describe('a file to import', () => {
  it.each(['', 'x', '{"keyferry":"personal"', '\u0000'])('is refused if it is not JSON: %j', (text) => {
    expect(refusal(text)).toBe(
      'Nothing was imported because the file is not JSON. Choose a file that Keyferry exported (keyferry-personal.json).',
    );
  });

  it.each(['null', '1', '[]', '{}', '"personal"', '{"keyferry":"other","version":1,"portals":[]}'])(
    'is refused if it is not an export of Keyferry: %s',
    (text) => {
      expect(refusal(text)).toContain('the file is not an export of Keyferry');
    },
  );

  it('is refused if it comes from a newer version, and the error sentence names the next step', () => {
    expect(refusalOf({ keyferry: 'personal', version: 2, portals: [], more: 1 })).toBe(
      'Nothing was imported because the file comes from a newer version of Keyferry. Update the extension, then try again.',
    );
  });

  it('is refused if it is larger than the limit', () => {
    const text = JSON.stringify(valid).padEnd(MAX_FILE_BYTES + 1);
    expect(refusal(text)).toContain('the file is larger than 1 MB');
    expect(refusal(text.slice(0, -1))).toBe('the file was read');
  });

  it.each<[string, unknown]>([
    ['version', { ...valid, version: '1' }],
    ['more', { ...valid, more: 1 }],
    ['portals', { ...valid, portals: {} }],
    ['portals', { ...valid, portals: [portal, portal] }],
    ['portals.0.trusted', { ...valid, portals: [{ ...portal, trusted: true }] }],
    ['portals.0.startUrl', { ...valid, portals: [{ ...portal, startUrl: 'https://evil.example/start' }] }],
    ['portals.0.startUrl', { ...valid, portals: [{ ...portal, startUrl: `${startUrl}/` }] }],
    ['portals.0.user', { ...valid, portals: [{ ...portal, user: 'jo@demo.example' }] }],
    ['portals.0.accounts', { ...valid, portals: [{ ...portal, accounts: [{ accountId }, { accountId }] }] }],
    ['portals.0.accounts.0.accountId', { ...valid, portals: [{ ...portal, accounts: [{ accountId: '1' }] }] }],
    ['portals.0.accounts.0.colour', { ...valid, portals: [{ ...portal, accounts: [{ accountId, colour: 'red' }] }] }],
    [
      'portals.0.accounts.0.label',
      { ...valid, portals: [{ ...portal, accounts: [{ accountId, label: 'a\u202eb' }] }] },
    ],
    [
      'portals.0.accounts.0.production',
      { ...valid, portals: [{ ...portal, accounts: [{ accountId, production: false }] }] },
    ],
    [
      'portals.0.roles.0.region',
      { ...valid, portals: [{ ...portal, roles: [{ accountId, roleName: 'A', region: 'x' }] }] },
    ],
    [
      'portals.0.roles.0.profile',
      { ...valid, portals: [{ ...portal, roles: [{ accountId, roleName: 'A', profile: 'a\n[b]' }] }] },
    ],
    ['portals.0.roles.0.used', { ...valid, portals: [{ ...portal, roles: [{ accountId, roleName: 'A', used: 1 }] }] }],
    [
      'portals.0',
      { ...valid, portals: [{ ...portal, roles: [{ accountId, roleName: 'A', console: 'https://evil.example/' }] }] },
    ],
  ])('is refused, and the error sentence names the place of the first problem: %s', (place, value) => {
    expect(refusalOf(value)).toContain(`the entry “${place}” in the file is not valid`);
  });

  it.each(['__proto__', 'constructor', 'prototype', 'toString'])('is refused with the unknown field %s', (field) => {
    const more = `{${JSON.stringify(field)}:{"label":"x"},`;
    const text = JSON.stringify(valid);
    for (const at of ['{"keyferry"', '{"startUrl"', '{"accountId"']) {
      expect(refusal(text.replace(at, more + at.slice(1)))).toContain('in the file is not valid');
    }
    expect(({} as { label?: string }).label).toBeUndefined();
  });

  it('is refused with a short error sentence on one line, even if a name in the file is long or has line breaks', () => {
    const sentence = refusalOf({ ...valid, [`\u202e\n<b>${'x'.repeat(5000)}`]: 1 });
    expect(sentence.length).toBeLessThan(250);
    expect(sentence).toMatch(/^[\x20-\x7e“”]+$/);
  });

  it('is refused if its lists are nested very deeply, and the stack does not overflow', () => {
    expect(
      refusal(`{"keyferry":"personal","version":1,"portals":${'['.repeat(100_000)}${']'.repeat(100_000)}}`),
    ).toContain('in the file is not valid');
  });
});
