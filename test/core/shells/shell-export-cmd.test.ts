import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cmd } from '#core/shells/cmd.ts';
import { environmentOf, failedEnvironment, formatById } from '#core/shells/shell-export.ts';
import { exampleInput, nastyText, nastyTexts, quoteOrRefuse } from '../../interop/shell-values.ts';
import { readSetLine } from './cmd-reader.ts';
import '../../fixed-seed.ts';

const refused = /[^\x20-\x7e]|[%!"]|^$/u;

function expectExactOrRefused(value: string): void {
  const quoted = quoteOrRefuse(cmd, value);
  expect(quoted === null, JSON.stringify(value)).toBe(refused.test(value) || value.length > 8000);
  if (quoted !== null) expect(readSetLine(cmd.set('NAME', quoted))).toEqual(['NAME', value]);
}

const read = (text = '') => text.trimEnd().split('\n').map(readSetLine);

describe('the Command Prompt export', () => {
  it('attack 13: writes each text so that cmd’s rules give exactly this text again, or refuses the text', () => {
    for (const text of nastyTexts) expectExactOrRefused(text);
    const printable = fc.string({ unit: 'grapheme-ascii', maxLength: 40 });
    fc.assert(fc.property(fc.oneof(nastyText, printable), expectExactOrRefused), { numRuns: 2000 });
  });

  it.each(['%PATH%', '50%', 'a\nb', 'a\rb', '!x!', '"', 'ä', ''])('attack 13: refuses %j and says why', (value) => {
    expect(() => cmd.quote(value)).toThrow(/^These values cannot be written safely for Command Prompt because /);
  });

  it('refuses a value that makes a line longer than 8191 characters, and accepts the longest value that fits', () => {
    const room = 8191 - 'SET "AWS_CREDENTIAL_EXPIRATION="'.length;
    expect(readSetLine(cmd.set('AWS_CREDENTIAL_EXPIRATION', cmd.quote(' '.repeat(room))))[1]).toHaveLength(room);
    expect(() => cmd.quote('x'.repeat(room + 1))).toThrow(/longer/);
  });

  it('removes variables that would override the keys, then sets the keys with the same lines as the portal’s dialog', () => {
    const { set, unset } = environmentOf(exampleInput);
    const text = formatById('cmd')?.render(exampleInput);
    expect(read(text)).toEqual([...unset.map((name) => [name, '']), ...Object.entries(set)]);
    expect(text).toContain(`\nSET AWS_ACCESS_KEY_ID=${exampleInput.credentials.accessKeyId}\n`);
    expect(text).toContain(`\nSET AWS_SESSION_TOKEN=${exampleInput.credentials.sessionToken}\n`);
  });

  it('attack 56: prints commands for a failed export, which remove earlier keys and profiles and then set an error level', () => {
    const lines = (formatById('cmd')?.failure?.() ?? '').trimEnd().split('\n');
    expect(lines.pop()).toBe('CMD /D /C EXIT 1');
    expect(lines.map(readSetLine)).toEqual([
      ...failedEnvironment.unset.map((name) => [name, '']),
      ['AWS_PROFILE', 'keyferry-failed'],
    ]);
  });

  it('has an `unset` text that removes every variable that the export can set', () => {
    expect(read(formatById('cmd')?.unset?.())).toEqual(
      Object.keys(environmentOf(exampleInput).set).map((name) => [name, '']),
    );
  });

  it.each(['SET A=x&calc', 'SET "A=x"&calc', 'SET "A=x', 'SET A=%PATH%', 'calc'])(
    'is checked with a test reader that refuses %s',
    (line) => {
      expect(() => readSetLine(line)).toThrow();
    },
  );
});
