import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KeyferryError } from '#core/errors.ts';
import { applySplices, IniAmbiguity, sectionSplices } from '#core/ini/document.ts';
import { splicedBytes } from '../../../../native-host/aws-files/editing/file-parts.ts';
import { windowSplices } from '../../../../native-host/aws-files/editing/section-window.ts';

const changes = {
  set: [['aws_access_key_id', 'ASIANEWEXAMPLE']] as const,
  remove: ['aws_security_token', 'credential_process'],
};
const edit = (name: string) => (text: string) => sectionSplices(text, new Map([[name, () => changes]]));

/** The text after the edit by its window alone; null where the whole text is asked. */
function near(text: string, name: string): string | null {
  const bytes = Buffer.from(text);
  const splices = windowSplices(bytes, name, edit(name));
  return splices && Buffer.concat(splicedBytes(bytes, null, splices)).toString('utf8');
}

function whole(text: string, name: string): string | null {
  try {
    return applySplices(text, edit(name)(text));
  } catch (error) {
    if (error instanceof IniAmbiguity) return null;
    throw error;
  }
}

const KEYS = 'aws_access_key_id = AKIAOLDEXAMPLE\nregion = eu-west-1\n';

/** Lines that clients read in different ways, and plain ones. */
const line = fc.oneof(
  fc.constantFrom('[a]', '[b]', '[a.b]', '[profile.a]', '[c]'),
  fc.constantFrom('aws_access_key_id = x', 'region = y', 's3 =', '  max = 1', '# comment', '', '  ', '; [a]', 'k: v'),
  fc.constantFrom(
    ' [a]',
    '[ a]',
    '[a ]',
    '[a',
    '[a] # c',
    '[a]x',
    '[[a]',
    '[a]b]',
    'k = [a]',
    '\t[a]',
    '[aa]',
    '[aa',
    '[a=',
    '[A]',
    '[]',
    '[',
  ),
  fc.constantFrom(
    '[profile a]',
    '[profile "a"]',
    '[DEFAULT]',
    'aws_security_token = z',
    'x\ry',
    'é',
    '\ufeff',
    '\0',
    '\u2028',
    'x\u000by',
  ),
  fc.string({ maxLength: 6 }),
);
const ending = fc.constantFrom('\n', '\n', '\n', '\n', '\r\n', '');
const file = fc
  .array(
    fc.tuple(
      fc.oneof(
        { weight: 3, arbitrary: line },
        { weight: 4, arbitrary: fc.constantFrom('[a]', '[b]', 'region = y', '', '# c') },
      ),
      ending,
    ),
    { maxLength: 9 },
  )
  .map((lines) => lines.map((each) => each.join('')).join(''));

describe('windowSplices', () => {
  it('comes to what the whole text comes to, or asks for it', () => {
    let answered = 0;
    fc.assert(
      fc.property(file, fc.constantFrom('a', 'b', 'a.b', 'profile.a'), (text, name) => {
        const result = near(text, name);
        if (result === null) return;
        answered++;
        expect(result).toBe(whole(text, name));
      }),
      { numRuns: 5000 },
    );
    expect(answered).toBeGreaterThan(500);
  });

  it.each([
    ['in the middle', `# one\n[x]\n${KEYS}\n[a]\n${KEYS}\n# two\n[y]\n${KEYS}`],
    ['at the start', `[a]\n${KEYS}[y]\n${KEYS}`],
    ['at the end', `[x]\n${KEYS}[a]\n${KEYS}`],
    ['at the end, cut short', `[x]\n${KEYS}[a]`],
    ['nowhere', `[x]\n${KEYS}`],
    ['nowhere, behind a blank line', `[x]\n${KEYS}\n`],
    ['nowhere, in no file', ''],
    ['beside names that begin alike', `[aa]\n${KEYS}[a]\n${KEYS}[a-b]\n${KEYS}`],
  ])('answers by itself for a section %s', (_, text) => {
    expect(near(text, 'a')).toBe(whole(text, 'a'));
    expect(near(text, 'a')).not.toBeNull();
  });

  it.each([
    ['a second header of the name', '[a]\n[b]\n[a]\n'],
    ['a header that some tools miss', ' [a]\n'],
    ['a header with blanks inside', '[a]\n[ a]\n'],
    ['a header without its end', '[a]\n[a\n'],
    ['a section that leaks', `[DEFAULT]\ncredential_process = x\n[a]\n${KEYS}`],
    ['an odd line break', '[a]\nk = 1\u000c2\n'],
    ['another line end', '[a]\r\nk = 1\r\n'],
    ['other characters than ASCII', '# é\n[a]\nk = 1\n'],
    ['a section that goes on behind a bracket', '[a]\nk = 1\n[b = 2\nl = 3\n[c]\n'],
    ['a key in the section twice', '[a]\nk = 1\nk = 2\n'],
  ])('asks for the whole text at %s', (_, text) => {
    expect(near(text, 'a')).toBeNull();
  });

  it('lets every other refusal through', () => {
    const refuse = () => {
      throw new KeyferryError('PROFILE_EXISTS', { name: 'a', holds: 'x' });
    };
    expect(() => windowSplices(Buffer.from('[a]\n'), 'a', refuse)).toThrowError(
      expect.objectContaining({ code: 'PROFILE_EXISTS' }),
    );
  });
});
