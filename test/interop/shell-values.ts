import fc from 'fast-check';
import { KeyferryError } from '#core/errors.ts';
import type { ExportInput, Shell } from '#core/shells/shell-export.ts';

/** An export such as the popup makes. The values look like real values from AWS, but are invented. */
export const exampleInput: ExportInput = {
  accountId: '111122223333',
  roleName: 'ReadOnly=x,y',
  region: 'eu-central-1',
  credentials: {
    accessKeyId: 'ASIAKEYFERRYEXAMPLE1',
    secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY=',
    sessionToken: `IQoJb3JpZ2luX2VjEXAMPLE${'/+aZ09='.repeat(120)}==`,
    expiration: Date.UTC(2026, 10, 21, 10, 0, 0),
  },
};

/** The texts of attacks 13 and 55. Each text has a special meaning in at least one shell. */
export const nastyTexts = [
  "'",
  "''",
  "'''",
  '"',
  '`id`',
  '$(id)',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell replaces ${…}, not JavaScript
  '${HOME}',
  '$HOME',
  ';',
  '; touch pwned;',
  '&& touch pwned',
  '| cat',
  '> pwned',
  '!!',
  '!x',
  'a!',
  "'!!'",
  '^a^b',
  '%PATH%',
  '%%',
  '^&|',
  '\\',
  '\\\\',
  'end\\',
  "\\'",
  '\\n',
  '\\u0041',
  '-n',
  '--help',
  '~',
  '~/x',
  '*',
  '?[a-z]{a,b}',
  '#',
  ' # comment',
  ' leading and trailing ',
  'a=b=c',
  '(a)',
  '<x>',
  '@{x}',
  "r'x'#",
  "'#",
  '\u2018x\u2019',
  '\u201ax\u201b',
  '\u201cx\u201d',
  'ä€ß',
  '日本語',
  '😀👩‍👩‍👧',
  '\u202eRTL',
  '\u2028\u2029',
  '\ufeffBOM',
  '\u0085\u009b',
  '\uf600\uf701',
  '\ufdd0',
  'a\nb',
  '\n',
  'x\n!!\n!x',
  "'\n'",
  'a\r\nb',
  '\t',
  '\u0003\u0004\u001b[A\u007f',
  '{a,b}',
  'x{',
  '}',
  '={}',
  '{;,touch pwned}',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell replaces ${…}, not JavaScript
  'touch${IFS}pwned',
  'a  b',
  '',
  'x'.repeat(5000),
  `${"'!\\".repeat(1500)}`,
] as const;

/** Generates texts that mix the dangerous texts above with random characters. */
export const nastyText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      fc.constantFrom(...nastyTexts.filter((text) => text.length < 100)),
      fc.string({ unit: 'binary', maxLength: 8 }),
      fc.string({ unit: 'binary-ascii', maxLength: 8 }),
      fc.string({ unit: 'grapheme', maxLength: 4 }),
    ),
    { minLength: 1, maxLength: 5 },
  )
  .map((parts) => parts.join(''));

/** The quoted value. Null if the quoting function refuses the value. @throws any other error */
export function quoteOrRefuse(shell: Pick<Shell, 'quote'>, value: string): string | null {
  try {
    return shell.quote(value);
  } catch (error) {
    if (error instanceof KeyferryError && error.code === 'VALUE_UNSAFE') return null;
    throw error;
  }
}
