import { describe, expect, it } from 'vitest';
import { field } from '#core/search/fields.ts';

function wordsOf(text: string): string[] {
  const { begins, ends, beginnings } = field(text);
  const starts = [...Array(text.length + 1).keys()].filter(begins);
  expect(beginnings()).toEqual(starts);
  const stops = [...Array(text.length + 1).keys()].filter(ends);
  expect(stops).toHaveLength(starts.length);
  return starts.map((start, at) => text.slice(start, stops[at]));
}

describe('the words of a text', () => {
  it.each([
    ['ledger-prod_14', ['ledger', 'prod', '14']],
    ['ReadOnlyAccess', ['Read', 'Only', 'Access']],
    ['AWSPowerUser', ['AWS', 'Power', 'User']],
    ['team14b', ['team', '14', 'b']],
    [' -a+b@c. ', ['a', 'b', 'c']],
    ['Zürich-Ärger', ['Zürich', 'Ärger']],
    ['🚀launch 𐐨𐐩', ['launch', '𐐨𐐩']],
    ['हिन्दी 开发', ['हिन्दी', '开发']],
    ['🚀', []],
    ['', []],
  ])('are found in %s', (text, words) => {
    expect(wordsOf(text)).toEqual(words);
  });
});
