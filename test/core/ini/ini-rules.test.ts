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

/** The table of the clients' rules: what stands in a file, and what each makes of it. */
const table: ReadonlyArray<readonly [row: string, text: string, go: Seen, java: Seen, dotNet: Seen]> = [
  ['duplicate section', '[a]\nk=1\n[a]\nk=2\n', { a: { k: '2' } }, { a: { k: '2' } }, { a: { k: '1' } }],
  ['duplicate key', '[a]\nk=1\nk=2\n', { a: { k: '2' } }, { a: { k: '2' } }, { a: {} }],
  ['inline comment behind a blank', '[a]\nk=v # c\n', { a: { k: 'v' } }, { a: { k: 'v' } }, { a: { k: 'v # c' } }],
  ['inline comment without a blank', '[a]\nk=v;c\n', { a: { k: 'v' } }, { a: { k: 'v;c' } }, { a: { k: 'v;c' } }],
  ['comment line', '# c\n; c\n[a]\n# c\n', { a: {} }, { a: {} }, { a: {} }],
  ['indented comment', '[a]\nk=1\n # c\n', { a: { k: '1' } }, { a: { k: '1\n# c' } }, { a: { k: '1' } }],
  ['quotes', '[a]\nk="v"\n', { a: { k: 'v' } }, { a: { k: '"v"' } }, { a: { k: '"v"' } }],
  ['BOM', '\ufeff[a]\nk=1\n', 'refused', 'refused', { a: { k: '1' } }],
  ['CRLF', '[a]\r\nk=1\r\n', { a: { k: '1' } }, { a: { k: '1' } }, { a: { k: '1' } }],
  ['key case', '[a]\nK=1\n', { a: { k: '1' } }, { a: { K: '1' } }, { a: { k: '1' } }],
  ['k: v', '[a]\nk: v\n', { a: { k: 'v' } }, 'refused', 'refused'],
  ['line without separator', '[a]\nk\n', 'refused', 'refused', 'refused'],
  ['text before the first section', 'k=1\n[a]\n', { a: {} }, 'refused', { a: {} }],
  ['indented key', '[a]\nk=1\n  j=2\n', { a: { k: '1' } }, { a: { k: '1\nj=2' } }, { a: { k: '1', j: '2' } }],
  ['indented key behind a header', '[a]\n  j=2\n', { a: {} }, 'refused', { a: { j: '2' } }],
  ['[a] # c', '[a] # c\nk=1\n', { a: { k: '1' } }, { a: { k: '1' } }, 'refused'],
  ['[ a ]', '[ a ]\nk=1\n', { a: { k: '1' } }, { a: { k: '1' } }, { a: { k: '1' } }],
  ['[a b]', '[a b]\nk=1\n', { 'a b': { k: '1' } }, {}, { 'a b': { k: '1' } }],
  ['[a=b]', '[c]\n[a=b]\nk=1\n', { c: {}, 'a=b': { k: '1' } }, { c: {} }, { c: { '[a': 'b]', k: '1' } }],
  ['[a #b]', '[a #b]\nk=1\n', 'refused', 'refused', { 'a #b': { k: '1' } }],
];

describe('the rules of the clients that cannot be run here', () => {
  it.each(table)('%s', (_row, text, go, java, dotNet) => {
    expect(seenBy(readLikeGo, text), 'Go v2').toEqual(go);
    expect(seenBy(readLikeJava, text), 'Java v2').toEqual(java);
    expect(seenBy(readLikeDotNet, text), '.NET').toEqual(dotNet);
  });
});
