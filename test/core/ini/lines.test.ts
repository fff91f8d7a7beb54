import { describe, expect, it } from 'vitest';
import { isHeaderForJs } from '#core/ini/headers.ts';
import {
  IniAmbiguity,
  lineBreak,
  lineNumber,
  lineNumbers,
  lineStart,
  openingBrackets,
  readLines,
  readSectionLines,
  refuseOddBreaks,
  visitLines,
} from '#core/ini/lines.ts';

const kinds = (text: string) => readLines(text).map(({ kind }) => kind);

describe('the lines of an AWS file', () => {
  it('have positions and an indent; a line continues the value above only with a larger indent than the key', () => {
    expect(readLines('[a]\r\n k = 1\n\u00a0 x')).toEqual([
      { start: 0, end: 3, next: 5, kind: 'header', indent: 0, depth: -1 },
      { start: 5, end: 11, next: 12, kind: 'key', indent: 1, depth: 1 },
      { start: 12, end: 15, next: 15, kind: 'continuation', indent: 2, depth: 1 },
    ]);
  });

  it.each([
    ['', []],
    ['\n', ['blank']],
    ['\r\n', ['blank']],
    [' \t\n', ['blank']],
    ['# c', ['comment']],
    ['  ; c', ['comment']],
    ['[a]', ['header']],
    [' [a] x', ['header']],
    ['k=', ['key']],
    ['k:v', ['key']],
    ['[a=', ['key']],
    ['k', ['other']],
    ['=v', ['other']],
    [':v=w', ['other']],
    ['[]', ['other']],
    ['[a', ['other']],
    ['[a\n]', ['other', 'other']],
    ['\u007f', ['other']],
    ['\f', ['other']],
  ])('are recognised as header, key, comment and so on: %j', (text, expected) => {
    expect(kinds(text)).toEqual(expected);
  });

  it('continue the value above them only inside a section, and only with a larger indent than the key', () => {
    expect(kinds('k=1\n  x\n')).toEqual(['key', 'other']);
    expect(kinds('[a]\n  x\n')).toEqual(['header', 'other']);
    expect(kinds('[a]\nk=1\n\n# c\n [b]\n')).toEqual(['header', 'key', 'blank', 'comment', 'continuation']);
    expect(kinds('[a]\n  k=1\n  j=2\n   x\n i=3\n  x\n')).toEqual([
      'header',
      'key',
      'key',
      'continuation',
      'key',
      'continuation',
    ]);
    expect(kinds('[a]\nk=1\n[b]\n  x\n')).toEqual(['header', 'key', 'header', 'other']);
  });

  it('have numbers that begin with 1', () => {
    const numbers: number[] = [];
    visitLines('[a]\n\nk=1', (_, number) => numbers.push(number));
    expect(numbers).toEqual([1, 2, 3]);
    const text = 'a\nbc\n\nd';
    expect([0, 1, 2, 4, 5, 6].map((at) => lineNumber(text, at))).toEqual([1, 1, 2, 2, 3, 4]);
    const ascending = lineNumbers(text);
    expect([0, 2, 5, 6].map(ascending)).toEqual([1, 2, 3, 4]);
  });

  it('that belong to a section end before the next header', () => {
    const text = 'k=0\n[a]\nk=1\n[b]\nk=2\n';
    expect(readSectionLines(text, 4).map(({ start, kind }) => [start, kind])).toEqual([
      [4, 'header'],
      [8, 'key'],
      [12, 'header'],
    ]);
    expect(readSectionLines(text, 12).map(({ start }) => start)).toEqual([12, 16]);
    expect(readSectionLines('[a]', 0)).toHaveLength(1);
  });

  it('begin directly after a line feed', () => {
    expect([0, 1, 2, 3].map((at) => lineStart('\na\nb', at))).toEqual([0, 1, 1, 3]);
  });

  it('count as possible headers only if nothing except blanks is before the opening bracket', () => {
    expect([...openingBrackets('[a]\n [b]\n\u00a0[c]\nx[d]\n[[e]]')]).toEqual([0, 5, 10, 19]);
    expect([...openingBrackets(' [a]')]).toEqual([1]);
    expect([...openingBrackets('x[a]')]).toEqual([]);
  });
});

describe('the line break next to a line', () => {
  it('is the line’s own line break, otherwise the first line break of the file, otherwise LF', () => {
    const text = 'a\r\nb\nc';
    const [first, second, third] = readLines(text);
    expect(lineBreak(text, first)).toBe('\r\n');
    expect(lineBreak(text, second)).toBe('\n');
    expect(lineBreak(text, third)).toBe('\r\n');
    expect(lineBreak('a\nb', undefined)).toBe('\n');
    expect(lineBreak('\r\n', undefined)).toBe('\r\n');
    expect(lineBreak('\n', undefined)).toBe('\n');
    expect(lineBreak('a', undefined)).toBe('\n');
  });
});

describe('a line break that only some tools know', () => {
  it.each([...'\u0000\u000b\u000c\u001c\u001d\u001e\u001f\u0085\u2028\u2029', '\r', '\r\r\n'])(
    'is refused: %j',
    (odd) => {
      expect(() => refuseOddBreaks(odd)).toThrow('line 1: a line break that only some tools know');
      expect(() => refuseOddBreaks(`[a]\r\nk=${odd}`)).toThrow(
        expect.objectContaining({
          name: 'IniAmbiguity',
          line: 2,
          why: 'a line break that only some tools know',
          message: 'line 2: a line break that only some tools know',
        }),
      );
    },
  );

  it('is neither LF nor CRLF; Keyferry also refuses a byte order mark', () => {
    expect(() => refuseOddBreaks('[a]\r\nk=é\t\n')).not.toThrow();
    expect(() => refuseOddBreaks('\ufeff[a]\n')).toThrow(
      new IniAmbiguity(1, 'a byte order mark, which the AWS CLI cannot read'),
    );
  });
});

describe('the rule that says whether the SDK for JavaScript reads a line as a header', () => {
  it.each([
    ['[a]', true],
    ['[a] # c', true],
    ['[a]\t; c', true],
    ['[a]# c', false],
    ['a]', false],
    ['[a', false],
  ])('gives for the line %j: %s', (shown, isHeader) => {
    expect(isHeaderForJs(shown)).toBe(isHeader);
  });
});
