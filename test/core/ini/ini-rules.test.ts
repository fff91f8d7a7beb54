import { describe, expect, it } from 'vitest';
import { type Reader, readLikeDotNet, readLikeGo, readLikeJava } from './ini-rules.ts';

type Seen = Record<string, Record<string, string>> | 'refused';

function seenBy(reader: Reader, text: string): Seen {
  try {
    return Object.fromEntries([...reader(text)].map(([name, values]) => [name, Object.fromEntries(values)]));
  } catch (error) {
    expect(error).toBeInstanceOf(SyntaxError);
    return 'refused';
  }
}

/** Each row contains the text of a file, and the sections that each SDK reads from this text. */
const table: ReadonlyArray<readonly [row: string, text: string, go: Seen, java: Seen, dotNet: Seen]> = [
  ['duplicate section', '[a]\nk=1\n[a]\nk=2\n', { a: { k: '2' } }, { a: { k: '2' } }, { a: { k: '1' } }],
  ['duplicate key', '[a]\nk=1\nk=2\n', { a: { k: '2' } }, { a: { k: '2' } }, { a: {} }],
  ['inline comment after a blank', '[a]\nk=v # c\n', { a: { k: 'v' } }, { a: { k: 'v' } }, { a: { k: 'v # c' } }],
  ['inline comment without a blank', '[a]\nk=v;c\n', { a: { k: 'v;c' } }, { a: { k: 'v;c' } }, { a: { k: 'v;c' } }],
  ['comment line', '# c\n; c\n[a]\n# c\n', { a: {} }, { a: {} }, { a: {} }],
  ['indented comment', '[a]\nk=1\n # c\n', { a: { k: '1' } }, { a: { k: '1\n# c' } }, { a: { k: '1' } }],
  ['quotes', '[a]\nk="v"\n', { a: { k: 'v' } }, { a: { k: '"v"' } }, { a: { k: '"v"' } }],
  ['BOM', '\ufeff[a]\nk=1\n', {}, 'refused', { a: { k: '1' } }],
  ['CRLF', '[a]\r\nk=1\r\n', { a: { k: '1' } }, { a: { k: '1' } }, { a: { k: '1' } }],
  ['key case', '[a]\nK=1\n', { a: { k: '1' } }, { a: { K: '1' } }, { a: { k: '1' } }],
  ['k: v', '[a]\nk: v\n', { a: { k: 'v' } }, 'refused', 'refused'],
  ['line without separator', '[a]\nk\n', { a: {} }, 'refused', 'refused'],
  ['text before the first section', 'k=1\n[a]\n', { a: {} }, 'refused', { a: {} }],
  [
    'indented key',
    '[a]\nk=1\n  j=2 # c\n',
    { a: { k: '1', j: '2' } },
    { a: { k: '1\nj=2 # c' } },
    { a: { k: '1', j: '2 # c' } },
  ],
  [
    'nested keys',
    '[a]\ns=\n j=2\n i=3 # c\n',
    { a: { s: '', 's.j': '2', 's.i': '3 # c' } },
    { a: { s: '\nj=2\ni=3 # c' } },
    { a: { s: '', j: '2', i: '3 # c' } },
  ],
  ['indented text', '[a]\nk=1\n b\n', { a: { k: '1\nb' } }, { a: { k: '1\nb' } }, 'refused'],
  ['indented header', ' [a]\nk=1\n', { a: { k: '1' } }, 'refused', { a: { k: '1' } }],
  ['lone quote', '[a]\nk="\n', 'refused', { a: { k: '"' } }, { a: { k: '"' } }],
  ['indented key after a header', '[a]\n  j=2\n', { a: { j: '2' } }, 'refused', { a: { j: '2' } }],
  ['[a] # c', '[a] # c\nk=1\n', { a: { k: '1' } }, { a: { k: '1' } }, 'refused'],
  ['[ a ]', '[ a ]\nk=1\n', { a: { k: '1' } }, { a: { k: '1' } }, { a: { k: '1' } }],
  ['[a b]', '[a b]\nk=1\n', { 'a b': { k: '1' } }, {}, { 'a b': { k: '1' } }],
  ['[a=b]', '[c]\n[a=b]\nk=1\n', { c: {}, 'a=b': { k: '1' } }, { c: {} }, { c: { '[a': 'b]', k: '1' } }],
  ['[a #b]', '[c]\n[a #b]\nk=1\n', { c: { k: '1' } }, 'refused', { c: {}, 'a #b': { k: '1' } }],
];

describe('the test readers that follow the rules of AWS clients for Go, Java and .NET', () => {
  it.each(table)('read the text as expected: %s', (_row, text, go, java, dotNet) => {
    expect(seenBy(readLikeGo, text), 'Go v2').toEqual(go);
    expect(seenBy(readLikeJava, text), 'Java v2').toEqual(java);
    expect(seenBy(readLikeDotNet, text), '.NET').toEqual(dotNet);
  });
});
