import { describe, expect, it } from 'vitest';
import { KeyferryError } from '#core/errors.ts';
import { quoteIni } from '#core/shells/aws-forms.ts';
import { quoteDocker, quoteDotenv } from '#core/shells/env-files.ts';
import { ALWAYS_COPIED, formatById, formats, shells } from '#core/shells/shell-export.ts';
import { exampleInput } from '../../interop/shell-values.ts';

/**
 * These tests compare the result of each quoting function with an exact text. The tests in test/interop check that real
 * shells read this text correctly. If a shell is not installed, only the tests in this file check the text.
 */

const INERT = 'EXAMPLE/a+b=';
const MIXED = `it's "$A" \\ !`;
const CONTROLS = "a\tb\u001b'\\!";
const OTHER = 'é😀';

const CONTROL = 'a value contains a line break or another control character';
const EMPTY = 'an empty value would remove the variable';

/** An entry in a table: the quoting function must refuse the value for the reason `why`. */
class Refused {
  readonly why: string;
  constructor(why: string) {
    this.why = why;
  }
}
const refused = (why: string) => new Refused(why);

type Row = readonly [value: string, quoted: string | Refused];

const ansi: readonly Row[] = [
  [INERT, '"EXAMPLE/a+b="'],
  [MIXED, `'it'\\''s "$A" \\ !'`],
  [CONTROLS, "$'a\\011b\\033\\047\\134\\041'"],
  [OTHER, "'é😀'"],
  ['', "''"],
];

const quotes: Readonly<Record<string, readonly Row[]>> = {
  bash: ansi,
  zsh: ansi,
  sh: [
    ...ansi.filter(([value]) => value !== CONTROLS),
    ["a\nb'", "'a\nb'\\'''"],
    [CONTROLS, refused('a value contains a control character, and dash has no escape for one')],
  ],
  fish: [
    [INERT, "'EXAMPLE/a+b='"],
    [MIXED, `'it\\'s "$A" \\\\ !'`],
    [CONTROLS, "'a'\\u0009'b'\\u001b'\\'\\\\!'"],
    [OTHER, "'é😀'"],
    ['\uf601', refused('a value contains a code point that fish reserves')],
  ],
  tcsh: [
    [INERT, "'EXAMPLE/a+b='"],
    [MIXED, `'it'\\''s "$A" '\\\\' '\\!''`],
    [CONTROLS, refused(CONTROL)],
    ['a*b', refused('a value contains a character that tcsh may expand even in quotes')],
    ['a  b', refused('a value contains several blanks in a row, which tcsh may join')],
  ],
  powershell: [
    [INERT, '"EXAMPLE/a+b="'],
    [MIXED, `'it''s "$A" \\ !'`],
    [CONTROLS, "'a'+[char]0x9+'b'+[char]0x1b+'''\\!'"],
    [OTHER, "''+[char]0xe9+[char]0xd83d+[char]0xde00"],
    ['', refused(EMPTY)],
  ],
  cmd: [
    [INERT, INERT],
    ["it's $A *  &", "it's $A *  &"],
    [CONTROLS, refused(CONTROL)],
    ['', refused(EMPTY)],
    ['%PATH%', refused('a value contains %, which has no escape at the prompt')],
    ['a!', refused('a value contains !, which is expanded where delayed expansion is on')],
    ['a"', refused('a value contains a double quote, which ends the quoting')],
    [OTHER, refused('a value contains a character that depends on the code page')],
    ['x'.repeat(8191), refused('a value is longer than a line of the Command Prompt may be')],
    ['x'.repeat(8159), 'x'.repeat(8159)],
    ['x'.repeat(8160), refused('a value is longer than a line of the Command Prompt may be')],
  ],
  nushell: [
    [INERT, "'EXAMPLE/a+b='"],
    ['a"b\\', `'a"b\\'`],
    [MIXED, `"it's \\"$A\\" \\\\ !"`],
    [CONTROLS, `"a\\u{9}b\\u{1b}'\\\\!"`],
    [OTHER, "'é😀'"],
  ],
  elvish: [
    [INERT, "'EXAMPLE/a+b='"],
    [MIXED, `'it''s "$A" \\ !'`],
    [CONTROLS, `'a'"\\u0009"'b'"\\u001b"'''\\!'`],
    [OTHER, "'é😀'"],
  ],
  xonsh: [
    [INERT, "'EXAMPLE/a+b='"],
    [MIXED, `'it\\'s "$A" \\\\ !'`],
    [CONTROLS, "'a\\u0009b\\u001b\\'\\\\!'"],
    [OTHER, "'\\u00e9\\U0001f600'"],
    ['\uffff', "'\\uffff'"],
  ],
};

/** The error sentence of a quoting function that refuses a value. */
const sentence = (label: string, why: string) =>
  `These values cannot be written safely for ${label} because ${why}. Choose another format.`;

function check(label: string, quote: (value: string) => string, [value, expected]: Row): void {
  if (typeof expected === 'string') {
    expect(quote(value), value).toBe(expected);
    return;
  }
  expect(() => quote(value), value).toThrow(new KeyferryError('VALUE_UNSAFE', { shell: label, why: expected.why }));
  expect(() => quote(value), value).toThrow(sentence(label, expected.why));
}

describe('the quoted values for', () => {
  it.each(shells)('$id are exact', ({ id, label, quote }) => {
    const rows = quotes[id] ?? [];
    expect(rows.length).toBeGreaterThanOrEqual(4);
    for (const row of rows) check(label, quote, row);
  });

  it('.env files, env files for Docker and the credentials file are exact', () => {
    const dotenv: readonly Row[] = [
      [INERT, INERT],
      ['a b!', "'a b!'"],
      ['a\nb', refused(CONTROL)],
      [
        "it's",
        refused('a value contains a quote or a backslash, which programs that read such files treat differently'),
      ],
      ['$A', refused('a value contains $, which some programs that read such files expand')],
    ];
    for (const row of dotenv) check('.env file', quoteDotenv, row);
    const docker: readonly Row[] = [
      [MIXED, MIXED],
      ['a\tb', refused(CONTROL)],
      [' a', refused('a value starts or ends with a blank, which some programs remove')],
    ];
    for (const row of docker) check('Docker env file', quoteDocker, row);
    const why = 'a value contains a character that AWS clients read differently';
    for (const row of [[INERT, INERT] as const, [MIXED, refused(why)] as const]) {
      check('Credentials file block', quoteIni, row);
    }
  });

  it.each(shells)(
    '$id are not made from a value that no environment variable can contain, and the error says why',
    ({ label, quote }) => {
      check(label, quote, ['a\0', refused('a value contains a NUL character, which would end the value')]);
      check(label, quote, [
        'a\ud800',
        refused('a value contains half a surrogate pair, which no text encoding can represent'),
      ]);
    },
  );
});

describe('the shell statements for', () => {
  it.each([
    ['bash', 'export N=V', 'unset -v N', 'false'],
    ['zsh', 'export N=V', 'unset -v N', 'false'],
    ['sh', 'export N=V', 'unset -v N', 'false'],
    ['fish', 'set -gx N V', 'set -eg N; set -qU N; and set -Uu N $N; or true', 'false'],
    ['tcsh', 'setenv N V;', 'unsetenv N;', 'false;'],
    ['powershell', '$Env:N=V', 'Remove-Item Env:N -ErrorAction SilentlyContinue', "throw 'keyferry env failed'"],
    ['cmd', 'SET N=V', 'SET N=', 'CMD /D /C EXIT 1'],
    ['nushell', '$env.N = V', 'hide-env -i N', "error make { msg: 'keyferry env failed' }"],
    ['elvish', 'set-env N V', 'unset-env N', "fail 'keyferry env failed'"],
    ['xonsh', '$N = V', `_ = $${'{...}'}.pop('N', None) and None`, "raise RuntimeError('keyferry env failed')"],
  ])('%s are exact', (id, set, unset, fail) => {
    const shell = shells.find((each) => each.id === id);
    expect([shell?.set('N', 'V'), shell?.unset('N'), shell?.fail]).toEqual([set, unset, fail]);
  });

  it('cmd have quotes around a value with characters that are special in cmd', () => {
    expect(shells.find(({ id }) => id === 'cmd')?.set('N', 'a & b')).toBe('SET "N=a & b"');
  });
});

describe('the export formats', () => {
  it('have exactly the ids and menu names that this test lists', () => {
    expect(formatById(ALWAYS_COPIED)?.label).toBe('PowerShell');
    expect(formats.map(({ id, label }) => `${id}: ${label}`)).toEqual([
      'bash: Bash',
      'zsh: Zsh',
      'sh: sh (dash, ksh, mksh)',
      'fish: fish',
      'tcsh: tcsh',
      'powershell: PowerShell',
      'cmd: Command Prompt',
      'nushell: Nushell',
      'elvish: Elvish',
      'xonsh: Xonsh',
      'dotenv: .env file',
      'docker-env-file: Docker env file',
      'json: JSON (credential_process)',
      'credentials-block: Credentials file block',
      'access-key-id: Access key ID',
      'secret-access-key: Secret access key',
      'session-token: Session token',
      'aws-configure: aws configure set lines',
    ]);
  });

  it.each([
    ['access-key-id', 'Access key ID', 'accessKeyId'],
    ['secret-access-key', 'Secret access key', 'secretAccessKey'],
    ['session-token', 'Session token', 'sessionToken'],
  ])('attack 13: include %s, which refuses a value with a line break', (id, label, field) => {
    const input = { ...exampleInput, credentials: { ...exampleInput.credentials, [field]: 'EXAMPLE\nrm' } };
    check(label, () => formatById(id)?.render(input) ?? '', ['', refused(CONTROL)]);
  });

  it('include exact lines with `aws configure set`', () => {
    const { accessKeyId, secretAccessKey, sessionToken } = exampleInput.credentials;
    expect(
      formatById('aws-configure')
        ?.render({ ...exampleInput, profileName: 'dev' })
        .split('\n'),
    ).toEqual([
      `aws configure set aws_access_key_id "${accessKeyId}" --profile "dev"`,
      `aws configure set aws_secret_access_key "${secretAccessKey}" --profile "dev"`,
      `aws configure set aws_session_token "${sessionToken}" --profile "dev"`,
      'aws configure set region "eu-central-1" --profile "dev"',
      '',
    ]);
  });
});
