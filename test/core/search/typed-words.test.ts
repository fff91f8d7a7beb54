import { expect, it } from 'vitest';
import { typedWords } from '#core/search/typed-words.ts';

const texts = (query: string) => typedWords(query).map(({ text }) => text);
const ids = (query: string) => typedWords(query).map((word) => word.ids);

it('a query is split into words at blanks and at characters such as - and @', () => {
  expect(texts(' Prod\tZÜRICH-b_14  lab@example.com ')).toEqual(['prod', 'zurich', 'b', '14', 'lab', 'example', 'com']);
  expect(texts('हिन्दी 🚀launch 🚀')).toHaveLength(3);
  expect(texts('  ')).toEqual([]);
});

it('a character such as + between blanks counts as a word, so that the search looks for it', () => {
  expect(texts('a + 🚀')).toEqual(['a', '+', '🚀']);
});

it('a number with four or more digits in a query can be part of an account id, also if it is typed in groups of four', () => {
  expect(ids('123')).toEqual([[]]);
  expect(ids('prod 1234')).toEqual([[], ['1234']]);
  expect(ids('1111-2222 33')).toEqual([['1111'], ['11112222', '2222'], ['1111222233']]);
  expect(ids('12a4')).toEqual([[]]);
});
