import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

/** The numbers of the attacks in a document, in the document's order. */
const listedIn = (catalogue: string): number[] =>
  [...catalogue.matchAll(/^(\d+)\. /gm)].map(([, number]) => Number(number));

/** The attack numbers that a test file contains, as in “attack 12” or “attacks 10, 13 and 18”. */
const citedIn = (text: string): number[] =>
  [...text.matchAll(/\battacks? (\d+(?:(?:, | and )\d+)*)/gi)].flatMap(([, numbers = '']) =>
    (numbers.match(/\d+/g) ?? []).map(Number),
  );

const sorted = (numbers: Iterable<number>): number[] => [...new Set(numbers)].sort((a, b) => a - b);

const listed = listedIn(readFileSync('docs/ATTACKS.md', 'utf8'));
const tests = readdirSync('test', { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => /\.tsx?$/.test(path) && path !== 'build/attacks.test.ts');

describe('docs/ATTACKS.md', () => {
  it('lists each attack once, in order', () => {
    expect(listed).toEqual(sorted(listed));
    expect(listed.length).toBeGreaterThan(40);
  });

  it('lists exactly the attacks that tests cite', () => {
    const cited = sorted(tests.flatMap((path) => citedIn(readFileSync(`test/${path}`, 'utf8'))));
    expect(
      listed.filter((number) => !cited.includes(number)),
      'without a test',
    ).toEqual([]);
    expect(
      cited.filter((number) => !listed.includes(number)),
      'not in the document',
    ).toEqual([]);
  });

  it('is compared with the tests: a search finds each number that a test cites, as in “attacks 10, 13 and 18”', () => {
    expect(listedIn('1. One.\n   2. not an entry\n3. Three.')).toEqual([1, 3]);
    expect(citedIn("it('attack 3: x'); // Attack 13's texts; attacks 10, 13 and 18; an attack; attacker 9")).toEqual([
      3, 13, 10, 13, 18,
    ]);
  });
});
