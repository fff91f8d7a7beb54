import { describe, expect, it } from 'vitest';
import { findSection, readSections } from '#core/ini/document.ts';
import { IniAmbiguity } from '#core/ini/lines.ts';
import { removeSection, upsertSection } from './edits.ts';

const keys = {
  set: [
    ['aws_access_key_id', 'NEW'],
    ['aws_session_token', 'TOK'],
  ],
  remove: ['aws_security_token'],
} as const;

/** Writes new keys into the profile `dev`. @returns the new text */
const upsert = (text: string) => upsertSection(text, 'dev', keys);

describe('the function upsertSection', () => {
  it('rewrites the last line if its key has capital letters and its line break is missing', () => {
    expect(upsert('[dev]\nAWS_Session_Token=v').split('\n').slice(0, 2)).toEqual([
      '[dev]',
      expect.stringMatching(/^aws_session_token = \S+$/),
    ]);
  });

  it('appends a section to an empty file', () => {
    expect(upsert('')).toBe('[dev]\naws_access_key_id = NEW\naws_session_token = TOK\n');
  });

  it('appends a section after one blank line, with the line breaks of the file', () => {
    expect(upsert('[a]\r\nk=1')).toBe(
      '[a]\r\nk=1\r\n\r\n[dev]\r\naws_access_key_id = NEW\r\naws_session_token = TOK\r\n',
    );
    expect(upsert('[a]\nk=1\n\n')).toBe('[a]\nk=1\n\n[dev]\naws_access_key_id = NEW\naws_session_token = TOK\n');
  });

  it('changes only the values; keys, order, spaces and comments stay the same', () => {
    const before =
      '# top\n[dev]  # mine\nregion=eu-west-1\naws_access_key_id =  OLD\n; note\naws_session_token=OLD\noutput = json\n\n[b]\nx=1\n';
    const after =
      '# top\n[dev]  # mine\nregion=eu-west-1\naws_access_key_id =  NEW\n; note\naws_session_token=TOK\noutput = json\n\n[b]\nx=1\n';
    expect(upsert(before)).toBe(after);
  });

  it('inserts missing keys after the last key that it has changed', () => {
    expect(upsert('[dev]\naws_access_key_id=O\nregion=r\n')).toBe(
      '[dev]\naws_access_key_id=NEW\naws_session_token = TOK\nregion=r\n',
    );
  });

  it('inserts new keys before the first existing key if it changes no existing key', () => {
    expect(upsert('[dev]\n# c\nregion=r\n')).toBe(
      '[dev]\n# c\naws_access_key_id = NEW\naws_session_token = TOK\nregion=r\n',
    );
  });

  it('inserts new keys after indented keys without an indent, so that every tool reads the new lines as keys', () => {
    expect(upsert('[dev]\n  region=r\n  s3 =\n    max=1\n# about b\n[b]\n')).toBe(
      '[dev]\n  region=r\n  s3 =\n    max=1\naws_access_key_id = NEW\naws_session_token = TOK\n# about b\n[b]\n',
    );
    expect(upsert('[dev]\n  aws_access_key_id=O\n  region=r')).toBe(
      '[dev]\n  region=r\naws_access_key_id = NEW\naws_session_token = TOK\n',
    );
    expect(upsert('[dev]\n  region=r\n  aws_access_key_id=O')).toBe(
      '[dev]\n  region=r\naws_access_key_id = NEW\naws_session_token = TOK\n',
    );
  });

  it('inserts no key above an indented comment, because Java would read the comment as part of the value', () => {
    expect(upsert('[dev]\naws_access_key_id=1\n  # c\n')).toBe(
      '[dev]\naws_access_key_id=NEW\n  # c\naws_session_token = TOK\n',
    );
    expect(upsert('[dev]\n  # c\n')).toBe('[dev]\n  # c\naws_access_key_id = NEW\naws_session_token = TOK\n');
  });

  it('removes the old key aws_security_token', () => {
    expect(upsert('[dev]\naws_security_token=x\naws_access_key_id=1\n')).toBe(
      '[dev]\naws_access_key_id=NEW\naws_session_token = TOK\n',
    );
  });

  it('refuses a key that occurs twice, because it cannot know which value the user needs', () => {
    const twice = '[dev]\naws_access_key_id=1\nAWS_ACCESS_KEY_ID=2\n';
    expect(() => upsert(twice)).toThrow(expect.objectContaining({ line: 3 }));
    expect(() => removeSection(twice, 'dev')).toThrow(expect.objectContaining({ line: 3 }));
  });

  it('rewrites a key with a colon or with capital letters, because only some tools read such a key', () => {
    expect(upsert('[dev]\nAWS_Access_Key_Id: x\naws_session_token : y\n')).toBe(
      '[dev]\naws_access_key_id = NEW\naws_session_token = TOK\n',
    );
  });

  it('adds the missing line break after the header if the header is the last line', () => {
    expect(upsert('[dev]')).toBe('[dev]\naws_access_key_id = NEW\naws_session_token = TOK\n');
  });
});

describe('the function upsertSection, for a text that not all tools read in the same way,', () => {
  it.each([
    ['[dev]\nk=1\n[dev]\nk=2\n', 3, 'second section'],
    ['[a]\n[ dev ]\n', 2, 'form that only some tools read'],
    ['  [dev]\n', 1, 'form that only some tools read'],
    ['[dev] x\n', 1, 'form that only some tools read'],
    ['[dev\n', 1, 'form that only some tools read'],
    ['[dev] # ]\n', 1, 'form that only some tools read'],
    ['[a]\nk=1\n  [dev]\n', 3, 'form that only some tools read'],
    ['[dev]\nk=1\n  [b]\n', 3, 'only some tools read as a header'],
    ['[dev]\n  [b]\n', 2, 'only some tools read as a header'],
    ['[dev]\n[]\n', 2, 'only some tools read as a header'],
    ['[dev]\naws_access_key_id=1\n  more\n', 3, 'part of the value of aws_access_key_id'],
    ['[dev]\nregion=r\naws_security_token=1\n  # c\n', 4, 'part of the value of aws_security_token'],
    ['[dev]\nregion=r\n  aws_access_key_id=1\n', 3, 'indented aws_access_key_id'],
    ['[dev]\n\u00a0region=r\n', 2, 'only some tools read as a blank'],
    ['[DEFAULT]\naws_security_token=old\n[dev]\n', 1, 'section DEFAULT with aws_security_token'],
    ['[a]\rk=1\n', 1, 'line break'],
    ['[a]\nk=1 # \u2028[dev]\n', 2, 'line break'],
    ['\ufeff[a]\n', 1, 'byte order mark'],
    ['[a]\nk=\u0000\n', 2, 'line break'],
  ])('refuses %j and names the line', (text, line, why) => {
    const attempt = () => upsert(text);
    expect(attempt).toThrow(IniAmbiguity);
    expect(attempt).toThrow(new RegExp(`line ${line}: .*${why}`));
  });

  it.each(['[evil #x]', '[b]x', '[a=b]', '[b] ]'])(
    'does not change the section above the header %s, which some tools do not recognise as a header',
    (header) => {
      const text = `[dev]\naws_access_key_id=1\n${header}\naws_access_key_id=EVIL\n`;
      expect(() => upsert(text)).toThrow(/line 3: a line that only some tools read as a header/);
      expect(() => removeSection(text, 'dev')).toThrow(IniAmbiguity);
    },
  );

  it.each(['[b]#c', '[b]; c'])(
    'does not change the section above the header %s if the JavaScript SDK would add keys from below to it',
    (header) => {
      const text = `[dev]\naws_access_key_id=1\n${header}\nk=1\n[c]#d\naws_access_key_id=EVIL\n`;
      expect(() => upsert(text)).toThrow(/line 5: .* so this SDK would use the aws_access_key_id below the header/);
      expect(() => removeSection(text, 'dev')).toThrow(IniAmbiguity);
      expect(upsert(text.replace('[c]#d', '[c]'))).toBe(
        `[dev]\naws_access_key_id=NEW\naws_session_token = TOK\n${header}\nk=1\n[c]\naws_access_key_id=EVIL\n`,
      );
    },
  );

  it('changes the section above the header `[b] # a=b`, although .NET reads this header as a setting', () => {
    expect(upsert('[dev]\nk=1\n[b] # a=b\n')).toContain('\n[b] # a=b\n');
  });

  it.each([
    ['[dev]; c', '[dev]\n; c'],
    ['[dev]# c', '[dev]\n# c'],
    ['[dev] # id=1', '[dev]\n# id=1'],
    ['[dev] # c', '[dev] # c'],
  ])(
    'writes keys below the header %s; if some tool cannot read the header with its comment, the comment moves down',
    (header, now) => {
      expect(upsert(`${header}\nregion=r\n`)).toBe(
        `${now}\naws_access_key_id = NEW\naws_session_token = TOK\nregion=r\n`,
      );
    },
  );

  it('treats [profile x] and [profile.x] as the same name, because the JavaScript SDK does so', () => {
    expect(() => upsertSection('[profile x]\nk=1\n', 'profile.x', keys)).toThrow(IniAmbiguity);
  });
});

describe('the function removeSection', () => {
  it('removes the section and one of its blank lines', () => {
    expect(removeSection('[a]\nk=1\n\n[dev]\nx=1\n\n[b]\nk=2\n', 'dev')).toBe('[a]\nk=1\n\n[b]\nk=2\n');
  });

  it('restores the earlier text if it removes a section that was appended', () => {
    const text = '# c\n[a]\nk=1\n';
    expect(removeSection(upsert(text), 'dev')).toBe(text);
  });

  it('does not remove comments after the last key, because these comments belong to the next section', () => {
    expect(removeSection('[dev]\nx=1\n# about b\n[b]\n', 'dev')).toBe('# about b\n[b]\n');
  });

  it('refuses to remove a section if only some tools recognise the next header', () => {
    expect(() => removeSection('[a]\nk=1\n[dev]\n  x=1\n  [b]\nk=2\n', 'dev')).toThrow(/line 5: a line that only/);
  });

  it('also removes the section’s indented comments, because Java would add them to the section above', () => {
    expect(removeSection('[a]\nk=1\n[dev]\nx=1\n  # c\n# about b\n[b]\n', 'dev')).toBe('[a]\nk=1\n# about b\n[b]\n');
  });

  it('does not change a file that does not contain the section', () => {
    expect(removeSection('[a]\n', 'dev')).toBe('[a]\n');
  });
});

describe('the reader of an AWS file', () => {
  it('returns each section with its line number, and joins a value that has several lines', () => {
    const sections = readSections('k=0\n[a]\nK = v # c\n[b]\ns3 =\n  x = 1\n  y = 2\n');
    expect(sections.map(({ name, line }) => [name, line])).toEqual([
      ['a', 2],
      ['b', 4],
    ]);
    expect(sections[0]?.values.get('k')).toBe('v # c');
    expect(sections[1]?.values.get('s3')).toBe('\nx = 1\ny = 2');
  });

  it('finds a section by its name, and returns null if no section has this name', () => {
    expect(findSection('[a]\nk=1\n', 'a')?.values.get('k')).toBe('1');
    expect(findSection('[a]\nk=1\n', 'b')).toBeNull();
  });
});
