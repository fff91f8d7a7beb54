import { describe, expect, it } from 'vitest';
import { findSection, findSections, readSections } from '#core/ini/document.ts';
import { removeSections } from '#core/ini/remove-sections.ts';
import { applySplices } from '#core/ini/splices.ts';
import { updateSections } from '#core/ini/update-sections.ts';
import { removeSection, upsertSection } from './edits.ts';

const keys = {
  set: [
    ['aws_access_key_id', 'NEW'],
    ['aws_session_token', 'TOK'],
  ],
  remove: ['aws_security_token'],
} as const;
const upsert = (text: string) => upsertSection(text, 'dev', keys);
const NEW = 'aws_access_key_id = NEW\naws_session_token = TOK\n';

describe('an edit of a section', () => {
  it('adds nothing after the last line if no key is missing', () => {
    expect(upsert('[dev]\naws_access_key_id=O\naws_session_token=O')).toBe(
      '[dev]\naws_access_key_id=NEW\naws_session_token=TOK',
    );
  });

  it('writes a missing value directly after the equals sign', () => {
    expect(upsert('[dev]\naws_access_key_id =\naws_session_token=\n')).toBe(
      '[dev]\naws_access_key_id =NEW\naws_session_token=TOK\n',
    );
  });

  it('keeps a line that has only the name of a key', () => {
    expect(upsert('[dev]\naws_access_key_id\nregion=r\n')).toBe(`[dev]\naws_access_key_id\n${NEW}region=r\n`);
  });

  it('accepts a section with several blank lines and with the same comment twice', () => {
    expect(upsert('[dev]\n\n# c\n\n# c\nregion=r\n')).toBe(`[dev]\n\n# c\n\n# c\n${NEW}region=r\n`);
  });

  it('refuses a section in which an indented line would become part of a new key’s value', () => {
    expect(() => upsert('\n[dev]\n\tk\n')).toThrow(
      'line 2: a section in which a line means something else after this change',
    );
  });

  it.each([
    [
      'an indented key',
      '[dev]\nregion=r\n  aws_access_key_id=1\n',
      'line 3: an indented aws_access_key_id, which only',
    ],
    [
      'a continued value',
      '[dev]\naws_session_token=\n  x\n',
      'line 3: an indented line that some tools read as part of the value of aws_session_token',
    ],
  ])('refuses %s and names the line', (_, text, why) => {
    expect(() => upsert(text)).toThrow(why);
  });

  it('changes or removes only the lines of its own keys; other values and comments stay the same', () => {
    expect(upsert('[dev]\naws_access_key_id=O\nregion=r\n  s\n')).toBe(
      '[dev]\naws_access_key_id=NEW\naws_session_token = TOK\nregion=r\n  s\n',
    );
    expect(upsert('[dev]\nregion=r\n  # c\naws_security_token=x\n# d\n')).toBe(`[dev]\n${NEW}region=r\n  # c\n# d\n`);
  });

  it('gives the section a new name and keeps the rest of its header', () => {
    const renamed = upsertSection('[dev] # c\nk=1\n', 'dev', { set: [], remove: [], name: 'prod' });
    expect(renamed).toBe('[prod] # c\nk=1\n');
  });

  it('edits several sections at once, and appends missing sections in the given order with a blank line between them', () => {
    const changes = () => ({ set: [['k', '2']] as const, remove: [] });
    const names = ['c', 'b', 'a', 'd'];
    expect(updateSections('[a]\nk=1\n[b]\nk=1\n', new Map(names.map((name) => [name, changes])))).toBe(
      '[a]\nk=2\n[b]\nk=2\n\n[c]\nk = 2\n\n[d]\nk = 2\n',
    );
    expect(updateSections('[a]\nk=1', new Map([['b', changes]]))).toBe('[a]\nk=1\n\n[b]\nk = 2\n');
    expect(updateSections('[a]\nk=1\n', new Map())).toBe('[a]\nk=1\n');
  });

  it('gets the old values of the section, or null if the file has no such section', () => {
    const seen: unknown[] = [];
    const changes = (present: unknown) => {
      seen.push(present);
      return { set: [], remove: [] };
    };
    updateSections(
      '[a]\nK = v\n',
      new Map([
        ['a', changes],
        ['b', changes],
      ]),
    );
    expect(seen).toEqual([new Map([['k', 'v']]), null]);
  });

  it('refuses to remove a key if a section DEFAULT has the same key, because the AWS CLI copies that key into every section', () => {
    const why = 'line 3: a section DEFAULT with aws_security_token: the AWS CLI copies this key into every profile';
    expect(() => upsert('[dev]\nk=1\n[DEFAULT]\naws_security_token=x\n')).toThrow(why);
    expect(() => upsert('[DEFAULT]\nk=1\n[DEFAULT]\naws_security_token=x\n')).toThrow('line 3: a section DEFAULT');
    expect(upsert('[DEFAULTS]\naws_security_token=x\n[dev]\n')).toContain(NEW);
    expect(upsert('[DEFAULT]\nregion=r\n[dev]\n')).toBe(`[DEFAULT]\nregion=r\n[dev]\n${NEW}`);
  });
});

describe('a removal of sections', () => {
  const remove = (text: string) => removeSection(text, 'dev');

  it.each([
    ['[dev]\nk=1\n', ''],
    ['[dev]', ''],
    ['\n[dev]\nk=1\n', ''],
    ['[a]\n\n[dev]\nk=1\n', '[a]\n'],
    ['[a]\n[dev]\nk=1\n\n[b]\n', '[a]\n\n[b]\n'],
    ['[a]\n\n[dev]\nk=1\n[b]\n', '[a]\n\n[b]\n'],
    ['[a]\n \t\n[dev]\nk=1\n\n', '[a]\n\n'],
    ['[a]\n\n[dev]\nk=1\n# about b\n[b]\n', '[a]\n\n# about b\n[b]\n'],
    ['[dev]\nk=\n  x\n\n  # c\n[b]\n', '[b]\n'],
  ])('leaves at most one blank line where the section was: %j', (text, expected) => {
    expect(remove(text)).toBe(expected);
  });

  it('removes several sections, and ignores names without a section', () => {
    expect(removeSections('[a]\nk=1\n[b]\nk=2\n[c]\nk=3\n', new Set(['c', 'a', 'x']))).toBe('[b]\nk=2\n');
  });

  it('is refused, like an edit, if not all tools read a line in the same way', () => {
    expect(() => remove('[dev]\rk=1\n')).toThrow('line 1: a line break that only some tools know');
    expect(() => remove('[dev]\nk=1\nk=2\n')).toThrow('line 3: a key that occurs twice in its section');
    expect(() => remove('[dev]\n\u00a0k=1\n')).toThrow('line 2: a character that only some tools read as a blank');
    expect(() => remove('[dev]\nk=1\n[b]#c\n')).toThrow('line 3: a line that only some tools read as a header');
    expect(() => remove('[dev]\nk=1\n[b=c]\n')).toThrow('line 3: a line that only some tools read as a header');
  });
});

describe('a search for sections by their names', () => {
  it('finds each section with its line number and its values, whatever the order of the names', () => {
    const found = findSections('[a]\nk=1\n[b]\nk=2\n', new Set(['b', 'x', 'a']));
    expect([...found].map(([name, { line, values }]) => [name, line, values.get('k')])).toEqual([
      ['a', 1, '1'],
      ['b', 3, '2'],
    ]);
  });

  it('refuses a text with a line break that only some tools know', () => {
    expect(() => findSection('[a]\rk=1\n', 'b')).toThrow('line 1: a line break that only some tools know');
  });

  it.each([
    ['[profile "a"]\n', 'profile.a'],
    ["[sso-session 'a']\n", 'sso-session.a'],
    ['[services a]\n', 'services.a'],
    ['[profile  a]\n', 'profile.a'],
    ['[a] ]\n', 'a'],
    ['[a] ]\n', 'a]'],
    ['[a\n', 'a'],
    [' [a]\n', 'a'],
    ['[ a ]\n', 'a'],
    ['[a]x\n', 'a'],
  ])('refuses the header %j, which only some tools read as a header with the searched name', (text, name) => {
    expect(() => findSection(text, name)).toThrow(`line 1: a header for ${name} in a form that only some tools read`);
  });

  it('refuses two sections with the same name; the error names the line of the first problem', () => {
    expect(() => findSection('[a]\n\n[a]\n', 'a')).toThrow('line 3: a second section called a');
    expect(() => findSection('[a]\n [a]\n[a]\n', 'a')).toThrow('line 2: a header for a in a form');
    expect(() => findSection('[a]\n[a]\n [a]\n', 'a')).toThrow('line 2: a second section called a');
  });
});

describe('the reader of a section', () => {
  it.each([
    ['k = v \n', [['k', 'v']]],
    ['K:v=w\n', [['k', 'v=w']]],
    ['k =\tv\n', [['k', 'v']]],
    ['k =\u00a0\u2003v\n', [['k', 'v']]],
    ['k =\n', [['k', '']]],
    ['k = é\n', [['k', 'é']]],
    ['k = \u007f\n', [['k', '\u007f']]],
    [
      'k = 1\n\n  a \n  b=c\nj = 2\n',
      [
        ['k', '1\na\nb=c'],
        ['j', '2'],
      ],
    ],
    ['x\nk = 1\n', [['k', '1']]],
  ])('reads the expected values from the lines %j', (lines, expected) => {
    expect([...(readSections(`[a]\n${lines}`)[0]?.values ?? [])]).toEqual(expected);
  });
});

describe('changes of a text', () => {
  it('are made in the order of their positions in the text', () => {
    const edits = [
      { from: 3, to: 4, text: 'D' },
      { from: 1, to: 1, text: '!' },
      { from: 1, to: 2, text: 'B' },
    ];
    expect(applySplices('abcd', edits)).toBe('a!BcD');
    expect(applySplices('abcd', edits.toReversed())).toBe('a!BcD');
    expect(applySplices('abcd', [])).toBe('abcd');
  });
});
