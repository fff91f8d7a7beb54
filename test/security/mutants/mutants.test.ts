import { existsSync, readFileSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testTitles } from '../../build/test-titles.ts';
import { mutants } from './patches.ts';
import { applyPatch, copyOfTree, type Outcome, runTests, tryMutant } from './run-mutant.ts';

const isSoak = Boolean(process.env.KEYFERRY_SOAK);

/** The promises in the threat model. Each promise has the titles of the tests that check the promise. */
const promises = new Map(
  [...readFileSync('docs/THREAT-MODEL.md', 'utf8').matchAll(/^\| (\d+) \| .*$/gm)].map(([row, number]) => [
    Number(number),
    [...row.matchAll(/“([^”]+)”/g)].map(([, title = '']) => title),
  ]),
);

describe('the mutants of the security tests', () => {
  it('belong to the promises of THREAT-MODEL.md, and each promise has at least one mutant', () => {
    expect(promises.size).toBeGreaterThan(20);
    expect([...new Set(mutants.map(({ promise }) => promise))]).toEqual([...promises.keys()]);
  });

  it.each(mutants)('$file can be applied to the current sources', ({ path }) => {
    expect(applyPatch('.', path, '--check', '--whitespace=error')).toBe('');
  });

  it.each(mutants)(
    '$file names only tests that exist, and each of these tests checks the promise of the mutant',
    (mutant) => {
      const { tests, promise, what, file } = mutant;
      expect(what).not.toBe('');
      expect(file.startsWith(String(promise).padStart(2, '0'))).toBe(true);
      expect(tests.length).toBeGreaterThan(0);
      for (const { path, title } of tests) {
        expect(existsSync(path) ? testTitles(readFileSync(path, 'utf8')) : `no file ${path}`).toContain(title);
      }
      // The threat model may mention an end-to-end test. Then a faster test with the same attack number is also
      // accepted.
      const attackOf = (title: string) => /attack \d+/.exec(title)?.[0];
      const held = promises.get(promise) ?? [];
      const isNamed = ({ title }: { title: string }) =>
        held.some(
          (each) => title.includes(each) || (attackOf(each) !== undefined && attackOf(each) === attackOf(title)),
        );
      expect(tests.filter(isNamed)).toEqual(tests);
    },
  );
});

const notHere = isSoak ? '' : ' (a long form: KEYFERRY_SOAK=1)';

describe.skipIf(!isSoak)(`the tests of each promise in THREAT-MODEL.md${notHere}`, () => {
  let folder = '';
  const outcomes = new Map<string, Outcome>();
  beforeAll(() => {
    folder = copyOfTree();
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
    const rows = mutants.map(({ promise, file, what, tests }) => {
      const { verdict = 'not run', failed = [] } = outcomes.get(file) ?? {};
      return `| ${promise} | ${file}: ${what} | ${verdict} | ${failed.length} failed of ${tests.map(({ title }) => title).join('; ')} |`;
    });
    console.log(['| promise | mutant | result | tests |', '|---|---|---|---|', ...rows].join('\n'));
  });

  it('pass if the sources contain no mutant', () => {
    const tests = mutants.flatMap((mutant) => mutant.tests);
    const outcome = runTests(folder, { tests, needsBuild: true });
    expect(outcome.verdict, outcome.output).toBe('survived');
  }, 1_800_000);

  it.each(mutants)(
    'fail if the sources contain the mutant $file',
    (mutant) => {
      const outcome = tryMutant(folder, mutant);
      outcomes.set(mutant.file, outcome);
      expect(outcome.verdict, outcome.output).toBe('killed');
    },
    1_800_000,
  );
});
