import { describe, expect, it } from 'vitest';
import { parseSource, sourcesIn, whoUses } from './sources.ts';

/**
 * The call that makes puppeteer compile a `Function` in the page. In Firefox ESR 140, the extension's content security
 * policy forbids this, so a test with this call would wait for ever (test/waiting.ts).
 */
const COMPILES = /\.waitForFunction\(/;
/**
 * Other functions with which puppeteer waits. They also compile a `Function`, but not in the page's own world. Tests
 * that run in both browsers must not use them.
 */
const DRIVER_WAITS = /\.waitFor(Function|Selector)\(|\.locator\(/;

describe('how tests wait', () => {
  const all = sourcesIn('test', 'scripts');
  const endToEnd = sourcesIn('test/e2e');

  it('no test waits with a function that is compiled in the page', () => {
    expect(all.length).toBeGreaterThan(200);
    expect(whoUses(all, COMPILES)).toEqual([]);
  });

  it('the driver code for both browsers waits only by polling `evaluate`', () => {
    expect(endToEnd.length).toBeGreaterThan(20);
    expect(whoUses(endToEnd, DRIVER_WAITS)).toEqual([]);
    expect(whoUses(endToEnd, /from '(\.\.\/)+waiting\.ts'/).length).toBeGreaterThan(5);
  });

  it('both forbidden ways to wait are found in a source', () => {
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
