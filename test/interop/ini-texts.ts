import fc from 'fast-check';

/**
 * Generators for texts of credentials files. Most clients can read the simple texts. The unusual texts look like files
 * that people and tools wrote.
 */

export const NAMES = ['dev', 'prod', 'default', 'a.b', 'team-a_1@x+y'] as const;
const OTHERS = ['other', 'my profile', 'profile dev', 'é', 'x/y', '111122223333_Admin', 'sso-session s'];

const often = <T>(usual: T, ...rare: readonly T[]) =>
  fc.oneof({ weight: 8, arbitrary: fc.constant(usual) }, { weight: 2, arbitrary: fc.constantFrom(...rare) });
const join = (...parts: ReadonlyArray<fc.Arbitrary<string>>) => fc.tuple(...parts).map((each) => each.join(''));

const KEYS = [
  'region',
  'output',
  'cli_pager',
  'aws_access_key_id',
  'aws_secret_access_key',
  'aws_session_token',
  'aws_security_token',
  'role_arn',
  'x_security_token_expires',
];
const VALUES = ['v', 'eu-west-1', 'a=b', 'a:b', '"quoted"', 'käse', 'v # c', 'v ;c', 'v#c'];
const delimiters = often(' = ', '=', '= ', ' =', '  =  ', '\t=\t');
const comment = fc.constantFrom('# a comment', '; another', '#', '# [dev]', '# ключ = значение', ';[prod]');

const pair = (key: string) => join(fc.constant(key), delimiters, fc.constantFrom(...VALUES));
const nested = fc.constantFrom('s3 =\n  max_concurrent_requests = 10\n  addressing_style = path', 's3=\n\tmax = 1');
const between = fc.array(fc.oneof(comment, fc.constant('')), { maxLength: 2 });

const tameSection = (name: string) =>
  fc
    .tuple(
      often(`[${name}]`, `[${name}] # mine`, `[${name}]  ; mine`),
      fc.uniqueArray(fc.constantFrom(...KEYS), { maxLength: 6 }),
      fc.option(nested, { freq: 4 }),
      between,
    )
    .chain(([header, keys, inner, lines]) =>
      fc.tuple(...keys.map(pair)).map((pairs) => [header, ...pairs, ...(inner ? [inner] : []), ...lines]),
    );

/** Generates texts in which each section occurs only once, and each key only once in its section. */
const tame = fc
  .tuple(
    between,
    fc
      .uniqueArray(fc.constantFrom<string>(...NAMES, ...OTHERS), { maxLength: 6 })
      .chain((names) => fc.tuple(...names.map(tameSection))),
  )
  .map(([top, sections]) => [...top, ...sections.flat()].flatMap((each) => each.split('\n')));

const indents = often('', ' ', '  ', '    ', '\t', '\u00a0');
const wildLine = fc.oneof(
  {
    weight: 4,
    arbitrary: join(
      often('', ' ', '\t'),
      fc.constantFrom(
        ...[...NAMES, ...NAMES, ...OTHERS, 'DEFAULT'].map((name) => `[${name}]`),
        ...['[ dev ]', '[dev', '[]', '[dev]]', '[evil #x]', '[a=b]', '[a;b]', '[a]b', '["dev"]', '[x] = 1'],
      ),
      often('', ' ', ' # c', '#c', ' ; a=b', ' x', ' ]'),
    ),
  },
  {
    weight: 8,
    arbitrary: join(
      indents,
      fc.constantFrom(...KEYS, 'AWS_Access_Key_Id', 's3', 'k é'),
      fc.oneof({ weight: 6, arbitrary: delimiters }, { weight: 1, arbitrary: fc.constantFrom(': ', ':', '') }),
      often('v', '', '[x]', ...VALUES),
    ),
  },
  { weight: 2, arbitrary: join(indents, comment) },
  { weight: 2, arbitrary: fc.constantFrom('', ' ', '\t') },
  { weight: 1, arbitrary: fc.constantFrom('no separator', '= no key', '\ufeff', 'lone\rreturn', 'a\u2028b', '\u0000') },
);
const wild = fc.array(wildLine, { maxLength: 24 });

const endings = often('\n', '\r\n');

/**
 * Texts made from the lines above. Each text has one kind of line break or mixed line breaks. The last line may have no
 * line break.
 */
export const iniTexts: fc.Arbitrary<string> = fc
  .tuple(fc.oneof({ weight: 3, arbitrary: tame }, { weight: 2, arbitrary: wild }), endings, fc.boolean(), fc.boolean())
  .chain(([lines, usual, mixed, final]) =>
    fc
      .tuple(...lines.map(() => (mixed ? endings : fc.constant(usual))))
      .map((breaks) =>
        lines.map((line, index) => line + (final || index < lines.length - 1 ? (breaks[index] ?? '\n') : '')).join(''),
      ),
  );
