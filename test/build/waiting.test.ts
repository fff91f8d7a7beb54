import { describe, expect, it } from 'vitest';
import { until, untilDone } from '../waiting.ts';
import { parseSource, sourcesIn, whoUses } from './sources.ts';

/**
 * Finds calls of puppeteer's `waitForFunction`, which compiles a `Function` in the page. In Firefox ESR 140, the
 * extension's content security policy forbids this. A test with this call would wait for ever (test/waiting.ts).
 */
const COMPILES = /\.waitForFunction\(/;
/**
 * Finds all functions of puppeteer that wait for something in the page. They compile a `Function` too, so tests that
 * run in both browsers must not use them.
 */
const DRIVER_WAITS = /\.waitFor(Function|Selector)\(|\.locator\(/;

describe('the tests', () => {
  const all = sourcesIn('test', 'scripts');
  const endToEnd = sourcesIn('test/e2e');

  it('do not wait with `waitForFunction`, which compiles a function in the page', () => {
    expect(all.length).toBeGreaterThan(200);
    expect(whoUses(all, COMPILES)).toEqual([]);
  });

  it('in test/e2e use no function of puppeteer that waits for something in the page', () => {
    expect(endToEnd.length).toBeGreaterThan(20);
    expect(whoUses(endToEnd, DRIVER_WAITS)).toEqual([]);
    expect(whoUses(endToEnd, /from '(\.\.\/)+waiting\.ts'/).length).toBeGreaterThan(5);
  });

  it('are checked by a search that finds both forbidden ways to wait', () => {
    const [call, selector] = ['waitForFunction', 'waitForSelector'].map((name) =>
      parseSource('a.ts', `await page.${name}(() => true);`),
    );
    expect(
      whoUses(
        [call, selector].filter((each) => each !== undefined),
        COMPILES,
      ),
    ).toHaveLength(1);
    expect(
      whoUses(
        [call, selector].filter((each) => each !== undefined),
        DRIVER_WAITS,
      ),
    ).toHaveLength(2);
  });

  it('wait with the helper `until`, which calls a function again until its result is truthy', async () => {
    const answers = [null, '', 'ready'];
    expect(await until(() => answers.shift())).toBe('ready');
    // @ts-expect-error TypeScript refuses this function: it always returns an object, so `until` would never wait.
    expect(await until(() => ({ stdout: '' }))).toEqual({ stdout: '' });
  });

  it('wait with the helper `untilDone`, which repeats a function until it throws no error, then returns its result', async () => {
    let calls = 0;
    const result = await untilDone(() => {
      calls += 1;
      if (calls < 3) throw new Error('not yet');
      return null;
    });
    expect({ result, calls }).toEqual({ result: null, calls: 3 });
    const never = untilDone(() => Promise.reject(new Error('not yet')), 0);
    await expect(never).rejects.toThrow('not yet');
  });
});

it('each test file that generates inputs generates the same inputs in every run of `npm test`', () => {
  const all = sourcesIn('test');
  const generating = whoUses(all, /\bfc\.assert\(/);
  expect(generating.length).toBeGreaterThan(10);
  expect(whoUses(all, /import '(\.\.\/)+fixed-seed\.ts'/)).toEqual(generating);
});
