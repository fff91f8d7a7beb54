/**
 * Forms of AWS files that the projects of AWS clients test. The texts are not copied from these projects. The name of
 * each form contains the project that tests it: botocore (tests/unit/cfg and test_configloader.py), the AWS SDK for
 * JavaScript (parseIni.spec.ts in the package for shared files) or the AWS SDK for Go (internal/ini/testdata).
 */

/** One form of a file. */
export interface PublicForm {
  /** The names of the projects that test this form, and what the form is about. */
  readonly name: string;
  readonly text: string;
  /** The problems that readerProblems() finds in the text, ordered by line. */
  readonly problems: readonly string[];
  /** The sections that Keyferry reads in the text. */
  readonly sections: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const form = (
  name: string,
  text: string,
  sections: PublicForm['sections'],
  ...problems: readonly string[]
): PublicForm => ({ name, text, sections, problems });

export const publicForms: readonly PublicForm[] = [
  form('all: an empty file', '', {}),
  form('all: one profile', '[dev]\nregion = eu-west-1\noutput = json\n', {
    dev: { region: 'eu-west-1', output: 'json' },
  }),
  form('all: no line break at the end', '[dev]\nregion = eu-west-1', { dev: { region: 'eu-west-1' } }),
  form('all: a section without settings', '[dev]\n[prod]\nregion = eu-west-1\n', {
    dev: {},
    prod: { region: 'eu-west-1' },
  }),
  form('all: several profiles with blank lines', '[dev]\n\nregion=eu-west-1\n\n\n[prod]\nregion=us-east-1\n', {
    dev: { region: 'eu-west-1' },
    prod: { region: 'us-east-1' },
  }),
  form('botocore: blanks around the delimiter', '[dev]\nregion=a\noutput  =  b\ncli_pager\t=\tc\n', {
    dev: { region: 'a', output: 'b', cli_pager: 'c' },
  }),
  form(
    'botocore: nested settings',
    '[dev]\ns3 =\n    max_queue_size = 100\n    addressing_style = path\nregion = a\n',
    {
      dev: { s3: '\nmax_queue_size = 100\naddressing_style = path', region: 'a' },
    },
  ),
  form('botocore: nested settings without a value', '[dev]\ns3 =\n    signature_version =\nregion = a\n', {
    dev: { s3: '\nsignature_version =', region: 'a' },
  }),
  form(
    'botocore: a setting that is no setting',
    '[dev]\ns3 =\n    no delimiter\n',
    { dev: { s3: '\nno delimiter' } },
    'nested-text',
  ),
  form(
    'botocore: a line before the first section',
    'region = a\n[dev]\noutput = b\n',
    { dev: { output: 'b' } },
    'before-sections',
  ),
  form('botocore: a profile name with blanks and quotes', '[profile "my team"]\nregion = a\n', {
    'profile "my team"': { region: 'a' },
  }),
  form('botocore: letters outside of ASCII', '[dév]\nregion = käse\n', { dév: { region: 'käse' } }),
  form('botocore: a services section', '[services local]\ndynamodb =\n  endpoint_url = http://localhost:8000\n', {
    'services local': { dynamodb: '\nendpoint_url = http://localhost:8000' },
  }),
  form('botocore: a session section', '[sso-session team]\nsso_region = a\nsso_start_url = https://d.example/start\n', {
    'sso-session team': { sso_region: 'a', sso_start_url: 'https://d.example/start' },
  }),
  form(
    'botocore: the same section twice',
    '[dev]\nregion = a\n[dev]\nregion = b\n',
    { dev: { region: 'b' } },
    'second-section',
  ),
  form('botocore: the same key twice', '[dev]\nregion = a\nregion = b\n', { dev: { region: 'b' } }, 'second-key'),
  form('botocore: a colon as the delimiter', '[dev]\nregion: a\n', { dev: { region: 'a' } }, 'colon'),
  form('botocore: a process with arguments in quotes', '[dev]\ncredential_process = "/a b/c" --profile dev\n', {
    dev: { credential_process: '"/a b/c" --profile dev' },
  }),
  form('JavaScript, Go: comments on lines of their own', '# a\n; b\n[dev]\n# c\nregion = a\n; d\n', {
    dev: { region: 'a' },
  }),
  form('JavaScript: a comment after a header', '[dev] # mine\nregion = a\n', { dev: { region: 'a' } }),
  form(
    'JavaScript: a comment right after a header',
    '[dev]# mine\nregion = a\n',
    { dev: { region: 'a' } },
    'header-for-some',
  ),
  form(
    'JavaScript, Go: a comment after a value',
    '[dev]\nregion = a # mine\n',
    { dev: { region: 'a # mine' } },
    'trailing-comment',
  ),
  form('JavaScript: a # inside a value', '[dev]\nrole_arn = a#b\n', { dev: { role_arn: 'a#b' } }),
  form('JavaScript: blanks around a name', '[ dev ]\nregion = a\n', { ' dev ': { region: 'a' } }),
  form('JavaScript: line breaks of Windows', '[dev]\r\nregion = a\r\noutput = b\r\n', {
    dev: { region: 'a', output: 'b' },
  }),
  form(
    'JavaScript: a section called __proto__',
    '[__proto__]\nregion = a\n',
    { ['__proto__' as string]: { region: 'a' } },
    'proto-section',
  ),
  form('JavaScript: a name with a slash and dots', '[a/b.c]\nregion = a\n', { 'a/b.c': { region: 'a' } }),
  form('JavaScript: an indented setting', '[dev]\n  region = a\n', { dev: { region: 'a' } }, 'indented-under-header'),
  form('Go: delimiters in values', '[dev]\nsource = a=b:c==\n', { dev: { source: 'a=b:c==' } }),
  form('Go: a value in quotes', '[dev]\nregion = "a"\n', { dev: { region: '"a"' } }, 'quotes'),
  form('Go: a value of one quote', '[dev]\nregion = "\n', { dev: { region: '"' } }, 'lone-quote'),
  form('Go: numbers and exponents stay text', '[dev]\na = 0x1F\nb = 1e3\nc = -012\n', {
    dev: { a: '0x1F', b: '1e3', c: '-012' },
  }),
  form('Go: a key that begins with a digit', '[dev]\n5xx_retries = 2\n', { dev: { '5xx_retries': '2' } }),
  form('Go: a key without a value', '[dev]\nregion =\noutput = b\n', { dev: { region: '', output: 'b' } }),
  form('Go: an ARN and a list as values', '[dev]\nrole_arn = arn:aws:iam::111122223333:role/a\nlist = [a, b]\n', {
    dev: { role_arn: 'arn:aws:iam::111122223333:role/a', list: '[a, b]' },
  }),
  form('Go: a header that is not closed', '[dev\nregion = a\n', {}, 'unclosed-header', 'before-sections'),
  form('Go: keys in upper case', '[dev]\nREGION = a\n', { dev: { region: 'a' } }, 'upper-case-key'),
];
