import { describe, expect, it } from 'vitest';
import { parseSource, sourcesIn, whoUses } from './sources.ts';

/**
 * Finds calls of puppeteer's `waitForFunction`, which compiles a `Function` in the page. In Firefox ESR 140, the
 * extension's content security policy forbids this. A test with this call would wait for ever (test/waiting.ts).
 */
const COMPILES = /\.waitForFunction\(/;
/**
 * Finds other functions of puppeteer that wait. They also compile a `Function`, but separately from the page's own
 * code. Tests that run in both browsers must not use them.
 */
const DRIVER_WAITS = /\.waitFor(Function|Selector)\(|\.locator\(/;

describe('how tests wait', () => {
  const all = sourcesIn('test', 'scripts');
  const endToEnd = sourcesIn('test/e2e');

  it('no test waits with a function that is compiled in the page', () => {
    expect(all.length).toBeGreaterThan(200);
    expect(whoUses(all, COMPILES)).toEqual([]);
  });

  it('tests for both browsers wait only by calling `evaluate` again and again', () => {
    expect(endToEnd.length).toBeGreaterThan(20);
    expect(whoUses(endToEnd, DRIVER_WAITS)).toEqual([]);
    expect(whoUses(endToEnd, /from '(\.\.\/)+waiting\.ts'/).length).toBeGreaterThan(5);
  });

  it('this check finds both forbidden ways to wait', () => {
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
});
