import { describe, expect, it } from 'vitest';
import { problemSentence, type ReaderProblem } from '#core/ini/reader-problem.ts';
import { problemSentences, problemsAfterWrite, problemsConcerning, readerProblems } from '#core/ini/reader-problems.ts';

const CLI = 'the AWS CLI';
const JS = 'the AWS SDK for JavaScript';
const GO = 'the AWS SDK for Go';
const JAVA = 'the AWS SDK for Java';
const DOT_NET = 'the AWS SDK for .NET';
const UNREADABLE = `so ${CLI} cannot read the file`;
const PLAIN = 'Save the file as plain UTF-8 text without this character.';
const REMOVE = 'Remove the line, or put # before it.';
const CLOSE = 'Close the header with ], or put # before it.';
const UNINDENT = 'Remove the blanks at the start of the line.';
const BELONGS_ABOVE = 'which reads the settings below it as settings of the section above';

type Row = readonly [text: string, expected: Partial<ReaderProblem>];

const row = (
  text: string,
  [rule, line, severity]: readonly [ReaderProblem['rule'], number, ReaderProblem['severity']],
  tools: readonly string[],
  [what, remedy]: readonly [string, string],
  [section, key]: readonly [string | null, string | null],
): Row => [text, { rule, line, severity, tools, what, remedy, section, key }];

const files: readonly Row[] = [
  row(
    '\ufeff[a]\n',
    ['byte-order-mark', 1, 'error'],
    [CLI],
    [`holds a byte order mark, which ${CLI} cannot read`, PLAIN],
    [null, null],
  ),
  row(
    '[a]\nk = \u2028\n',
    ['line-break', 2, 'error'],
    [CLI],
    ['holds a line break that only some tools know', PLAIN],
    [null, null],
  ),
];

const headers: readonly Row[] = [
  row(
    '[a]\n[b]\n[a]\n',
    ['second-section', 3, 'error'],
    [CLI],
    [`begins a second section [a] (the first is on line 1), ${UNREADABLE}`, 'Merge the two sections, or rename one.'],
    ['a', null],
  ),
  ...['__proto__', 'profile __proto__'].map((name) =>
    row(
      `[${name}]\n`,
      ['proto-section', 1, 'error'],
      [JS],
      [`begins a section [${name}], so ${JS} reads nothing of the file`, 'Rename or remove the section.'],
      [name, null],
    ),
  ),
  row(
    '[a]# c\n',
    ['header-for-some', 1, 'warning'],
    [JS],
    [`is not a header for ${JS}, ${BELONGS_ABOVE}`, 'Put a blank before the comment, or remove the comment.'],
    ['a', null],
  ),
  row(
    '[a=b]\n',
    ['header-for-some', 1, 'warning'],
    [DOT_NET],
    [`is not a header for ${DOT_NET}, ${BELONGS_ABOVE}`, 'Remove the = from the line.'],
    ['a=b', null],
  ),
  row(
    '[DEFAULT]\nk = 1\n',
    ['default-section', 1, 'warning'],
    [CLI],
    [
      `begins a section [DEFAULT], which ${CLI} copies into every profile and other tools do not`,
      'Move its settings into the profiles that need them, and remove the section.',
    ],
    ['DEFAULT', null],
  ),
  row(
    '[a\n',
    ['unclosed-header', 1, 'error'],
    [CLI],
    [`begins like a section but has no ] after its name, ${UNREADABLE}`, CLOSE],
    [null, null],
  ),
  row(
    '[a]\n[b\n',
    ['unclosed-header', 2, 'error'],
    [CLI],
    [`begins like a section but has no ] after its name, ${UNREADABLE}`, CLOSE],
    ['a', null],
  ),
  row(
    '[a]\n[b = c\n',
    ['unclosed-header', 2, 'warning'],
    [CLI],
    ['begins like a section but has no ], so tools read it as a setting of the section above', CLOSE],
    ['a', '[b'],
  ),
];

const lines: readonly Row[] = [
  row(
    'k = 1\n',
    ['before-sections', 1, 'error'],
    [CLI],
    [`is before the first section, ${UNREADABLE}`, REMOVE],
    [null, null],
  ),
  row(
    'text\n',
    ['before-sections', 1, 'error'],
    [CLI],
    [`is before the first section, ${UNREADABLE}`, REMOVE],
    [null, null],
  ),
  row(
    '[a]\ntext\n',
    ['no-setting', 2, 'error'],
    [CLI],
    [`is no section, comment or setting, ${UNREADABLE}`, REMOVE],
    ['a', null],
  ),
  row(
    '[a]\nk = 1\nK = 2\n',
    ['second-key', 3, 'error'],
    [CLI],
    [`sets k again (the first is on line 2), ${UNREADABLE}`, 'Remove the outdated line.'],
    ['a', 'k'],
  ),
  row(
    '[a]\n  k = 1\n',
    ['indented-under-header', 2, 'warning'],
    [GO, JAVA],
    [`is indented, so older versions of ${GO} do not read the setting, and ${JAVA} refuses the file`, UNINDENT],
    ['a', 'k'],
  ),
  row(
    '[a]\nk = 1\n  more\n',
    ['indented', 3, 'warning'],
    [CLI],
    [`is indented, so ${CLI} reads it as part of the value above, and other tools do not`, UNINDENT],
    ['a', null],
  ),
  row(
    '[a]\nk =\n  more\n',
    ['nested-text', 3, 'error'],
    [CLI],
    [
      `is indented under a setting without a value and has no =, ${UNREADABLE}`,
      'Write the line as NAME = VALUE, or put # before it.',
    ],
    ['a', null],
  ),
  row(
    '[a]\naws_security_token = x\naws_session_token = y\n',
    ['older-token', 2, 'warning'],
    [CLI],
    [
      `sets a different token from the one in aws_session_token, and ${CLI} uses the token on this line`,
      'Remove the line.',
    ],
    ['a', 'aws_security_token'],
  ),
];

const values: readonly Row[] = [
  ...['r # c', 'r ;c'].map((value) =>
    row(
      `[a]\nregion = ${value}\n`,
      ['trailing-comment', 2, 'warning'],
      [CLI],
      [
        `has a comment after the value of region: ${CLI} reads it as part of the value, and the SDKs for JavaScript and Go do not`,
        'Put the comment on a line of its own.',
      ],
      ['a', 'region'],
    ),
  ),
  ...['"r"', "'r'"].map((value) =>
    row(
      `[a]\nregion = ${value}\n`,
      ['quotes', 2, 'warning'],
      [CLI, JS, GO],
      [
        `has quotes around the value of region: ${GO} removes them, and ${CLI} reads them as part of the value`,
        'Remove the quotes.',
      ],
      ['a', 'region'],
    ),
  ),
  ...['"', "'"].map((value) =>
    row(
      `[a]\nregion = ${value}\n`,
      ['lone-quote', 2, 'error'],
      [GO],
      [`has a single quote as the value of region, so ${GO} cannot read the file`, 'Remove the quote.'],
      ['a', 'region'],
    ),
  ),
  row(
    '[a]\nregion: r\n',
    ['colon', 2, 'warning'],
    [JS, JAVA, DOT_NET],
    [
      `has a colon after region, so ${JS} ignores the setting, and the SDKs for Java and .NET refuse the file`,
      'Write = instead of the colon.',
    ],
    ['a', 'region'],
  ),
  row(
    '[a]\nRegion = r\n',
    ['upper-case-key', 2, 'warning'],
    [JS],
    [`writes region with capital letters, so ${JS} ignores the setting`, 'Write region.'],
    ['a', 'region'],
  ),
];

describe('the search for lines that clients read differently', () => {
  it.each([...files, ...headers, ...lines, ...values])(
    'reports the line with the affected clients and a remedy: %j',
    (text, problem) => {
      expect(readerProblems(text, 'credentials')).toEqual([problem]);
      expect(readerProblems(text, 'config')).toEqual([problem]);
    },
  );

  it.each([
    ['profile.a', 'profile a'],
    ['sso-session.a.b', 'sso-session a.b'],
  ])('reports the header [%s] only in the config file', (name, other) => {
    expect(readerProblems(`[${name}]\n`, 'credentials')).toEqual([]);
    expect(readerProblems(`[${name}]\n`, 'config')).toEqual([
      {
        rule: 'dotted-header',
        line: 1,
        severity: 'warning',
        tools: [JS],
        what: `begins a section [${name}], which ${JS} reads as [${other}] and other tools do not`,
        remedy: 'Write a blank instead of the first dot, or remove the section.',
        section: name,
        key: null,
      },
    ]);
  });

  it.each([
    '[a]\nk =\n  j = 2\n',
    '[DEFAULT]\n',
    '[a]\nOther = r\n',
    '[a]\nk = r#c\n',
    '[a]\nk = "r\n',
    '[a]\nk = r"\n',
    '[a]\ncredential_process = "x"\n',
    '[a]\naws_security_token = x\naws_session_token = x\n',
    '[a]\naws_security_token = x\n',
    '[a]\naws_security_token =\naws_session_token = x\n',
    '[a]\naws_session_token = x\n[b]\naws_security_token = y\n',
    '[a]\nk = 1\n[b]\nk = 1\n',
    '[DEFAULT]\n[a]\nk = 1\n[DEFAULT]\n[a b]\n',
    '\n# c\n  ; c\n',
  ])('reports no problem in the harmless text %j', (text) => {
    expect(readerProblems(text, 'credentials')).toEqual([]);
  });

  it('treats all sections called DEFAULT as one section', () => {
    const text = '[DEFAULT]\naws_security_token = x\nk = 1\n[a]\nk = 1\n[DEFAULT]\naws_session_token = y\nk = 2\n';
    expect(readerProblems(text, 'credentials').map(({ rule, line, section }) => [rule, line, section])).toEqual([
      ['default-section', 1, 'DEFAULT'],
      ['older-token', 2, 'DEFAULT'],
      ['second-key', 8, 'DEFAULT'],
    ]);
  });

  it('compares a line only with lines of the same section', () => {
    const text =
      '[a]\nk = 1\naws_security_token = x\n[b]\nk = 1\nk = 2\naws_security_token = x\naws_session_token = y\n';
    const problems = readerProblems(text, 'credentials');
    expect(problems.map(({ rule, line }) => [rule, line])).toEqual([
      ['second-key', 6],
      ['older-token', 7],
    ]);
    expect(problems[0]?.what).toContain('(the first is on line 5)');
  });

  it('reports a second section with the same name, but not the lines inside the second section', () => {
    const text =
      '[a]\naws_security_token = x\naws_session_token = y\n[b]\n[a]\naws_security_token = x\naws_session_token = z\n';
    expect(readerProblems(text, 'credentials').map(({ rule, line }) => [rule, line])).toEqual([
      ['older-token', 2],
      ['second-section', 5],
    ]);
  });

  it('reports every problem of every line, in the order of the lines', () => {
    const text = '[a]\n  REGION: "r" # c\n[DEFAULT]\nk = 1\n[c]#d\n';
    expect(readerProblems(text, 'credentials').map(({ rule, line }) => [rule, line])).toEqual([
      ['indented-under-header', 2],
      ['colon', 2],
      ['upper-case-key', 2],
      ['trailing-comment', 2],
      ['default-section', 3],
      ['header-for-some', 5],
    ]);
  });

  it.each([
    ['aws_secret_access_key', 'aws_secret_access_key'],
    ['role_session_name_that_is_long', 'role_session_name_that_is_long'],
    ['short_setting', 'short_setting'],
    ['abcdefghijklmnopqrst', 'a setting'],
    ['akia0example+/', 'a setting'],
    ['regions_of_the_company', 'a setting'],
  ])('shows the name of a key only if the name cannot be a secret: %s', (key, shown) => {
    const [problem] = readerProblems(`[a]\n${key}: r\n`, 'credentials');
    expect(problem?.what).toContain(`has a colon after ${shown},`);
    const twice = readerProblems(`[a]\n${key}=1\n${key}=2\n`, 'credentials');
    expect(twice[0]?.what).toContain(`sets ${shown} again`);
  });
});

describe('the problems to show after a write', () => {
  const dev = { kind: 'credentials', sections: new Set(['dev']) } as const;
  const rulesOf = (text: string) => problemsConcerning(text, dev).map(({ rule }) => rule);

  it('are the problems of the written sections and the problems that concern every section', () => {
    expect(rulesOf('[dev]\nregion: r\n')).toEqual(['colon']);
    expect(rulesOf('[a]\nregion: r\n[dev]\nk = 1\n')).toEqual([]);
    expect(rulesOf('[a]\nk = 1\nk = 2\n[dev]\n')).toEqual(['second-key']);
    expect(rulesOf('[DEFAULT]\nk = 1\n[dev]\n')).toEqual(['default-section']);
    expect(rulesOf('[profile __proto__]\n[dev]\n')).toEqual(['proto-section']);
    expect(rulesOf('[__proto__]\n[dev]\n')).toEqual(['proto-section']);
    expect(rulesOf('[a]# c\n[dev]\n')).toEqual(['header-for-some']);
    const config = { kind: 'config', sections: new Set(['dev']) } as const;
    expect(problemsConcerning('[profile.a]\n[dev]\n', config).map(({ rule }) => rule)).toEqual(['dotted-header']);
    expect(rulesOf('[dev]\nk = 1\n')).toEqual([]);
  });

  it('are at most five sentences with remedies, then one sentence with the number of further problems', () => {
    const problem = readerProblems('text\n', 'credentials')[0] as ReaderProblem;
    const many = (count: number) =>
      problemSentences(
        Array.from({ length: count }, () => problem),
        'FILE',
      );
    const sentence = `Line 1 of FILE is before the first section, ${UNREADABLE}. ${REMOVE}`;
    expect(problemSentence(problem, 'FILE')).toBe(`Line 1 of FILE is before the first section, ${UNREADABLE}.`);
    expect(many(5)).toEqual(Array(5).fill(sentence));
    expect(many(6)).toEqual([...Array(5).fill(sentence), 'FILE has 1 more problem. Run `keyferry doctor` to see all.']);
    expect(many(7).at(-1)).toBe('FILE has 2 more problems. Run `keyferry doctor` to see all.');
    expect(problemsAfterWrite('text\n', { ...dev, file: 'FILE' })).toEqual([sentence]);
  });
});
