// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these texts are source code with ${…}
import { describe, expect, it } from 'vitest';
import { AccountId, Region, RoleCredentials, RoleName } from '#core/credentials.ts';
import { fits } from '#core/schema.ts';
import { type CheckingPattern, checkingPatterns, readingPatterns } from './pattern-list.ts';
import { patternsIn, wholePatterns } from './patterns-in-sources.ts';

/** Texts that have a special meaning in a shell, in an AWS file or in a header, or that can deceive a person. */
const hostile = [
  ...['\n', '\r', '\r\n', '\0', '\t', ' ', '\u2028', '\u202e', '\n[default]\nx = y', '\nX: y', ' #x', '#', ';', ' ;x'],
  ...['"', "'", '`', '$(id)', '%(x)s', '[x]', '\\', '=', '&', '|', '<', '>', '!', ',', '{x}', 'é'],
];

/** Three texts: a valid value with `text` before it, inside it and after it. */
const around = (valid: string, text: string): string[] => {
  const middle = Math.floor(valid.length / 2);
  return [text + valid, valid.slice(0, middle) + text + valid.slice(middle), valid + text];
};

/** Makes a regular expression from its source text. */
function compiled(text: string): RegExp {
  const [, source = '', flags = ''] = /^\/(.*)\/(\w*)$/.exec(text) ?? [];
  return new RegExp(source, flags);
}

const acceptsBy = ({ pattern, accepts }: CheckingPattern) =>
  accepts ?? ((value: string) => compiled(pattern).test(value));

const hostileFor = ({ carries = '' }: CheckingPattern): string[] =>
  hostile.filter((text) => [...text].some((character) => !carries.includes(character)));

describe('the list of patterns', () => {
  it('contains each pattern of the sources that is compared with a whole value, and no other pattern', () => {
    const found = new Set(wholePatterns().map(({ text }) => text));
    const listed = [...checkingPatterns.map(({ pattern }) => pattern), ...readingPatterns];
    expect(
      [...found].filter((text) => !listed.includes(text)),
      'not in the list',
    ).toEqual([]);
    expect(
      listed.filter((text) => !found.has(text)),
      'not in the sources',
    ).toEqual([]);
    expect(new Set(listed).size).toBe(listed.length);
  });

  it('is compared with the patterns in the code of the sources, not with patterns in comments or strings', () => {
    const source = "const a = /^x$/; // /^y$/\nconst b = '/^z$/'; const c = new RegExp(`^${a}$`);\n";
    expect(patternsIn('a.ts', source).map(({ text }) => text)).toEqual(['/^x$/', 'new RegExp(`^${a}$`)']);
  });
});

describe('a pattern that checks a value', () => {
  it.each(checkingPatterns.map((each) => [each.pattern, each] as const))(
    'attack 58: %s refuses hostile text before, inside and after a valid value',
    (_, entry) => {
      const accepts = acceptsBy(entry);
      expect(accepts(entry.valid)).toBe(true);
      const texts = hostileFor(entry);
      expect(texts.length).toBeGreaterThan(5);
      const accepted = texts.flatMap((text) => around(entry.valid, text)).filter(accepts);
      expect(accepted).toEqual([]);
    },
  );

  it.each([
    ['accessKeyId', 'ASIAKEYFERRYEXAMPLE1', ''],
    ['secretAccessKey', 'EXAMPLE/secret+0123456789==', '='],
    ['sessionToken', 'EXAMPLE/token+0123456789==', '='],
  ])('attack 58: is used by the schema of the credential %s, which refuses hostile texts', (field, valid, carries) => {
    const credentials = {
      accessKeyId: 'ASIAKEYFERRYEXAMPLE1',
      secretAccessKey: 'EXAMPLEsecret',
      sessionToken: 'EXAMPLEtoken',
      expiration: 1_900_000_000_000,
    };
    expect(fits(RoleCredentials, { ...credentials, [field]: valid })).toBe(true);
    const values = hostile.filter((text) => text !== carries).flatMap((text) => around(valid, text));
    expect(values.filter((value) => fits(RoleCredentials, { ...credentials, [field]: value }))).toEqual([]);
  });

  it.each([
    ['an account id', AccountId, '111122223333', []],
    ['a role name', RoleName, 'AdministratorAccess', ['=', ',']],
    ['a region', Region, 'eu-central-1', []],
  ] as const)('attack 58: is used by the schema of %s, which refuses hostile texts', (_, schema, valid, carries) => {
    expect(fits(schema, valid)).toBe(true);
    const values = hostile
      .filter((text) => !carries.some((each) => each === text))
      .flatMap((text) => around(valid, text));
    expect(values.filter((value) => fits(schema, value))).toEqual([]);
  });
});
