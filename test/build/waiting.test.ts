import { describe, expect, it } from 'vitest';
import { parseSource, sourcesIn, whoUses } from './sources.ts';

/**
 * What makes puppeteer compile a `Function` in the page. The extension's content security policy forbids that in
 * Firefox ESR 140, so such a wait never ends there (test/waiting.ts).
 */
const COMPILES = /\.waitForFunction\(/;
/** Their own loops compile one too, though in a world of the driver's own; what drives both browsers goes without. */
const DRIVER_WAITS = /\.waitFor(Function|Selector)\(|\.locator\(/;

describe('how tests wait', () => {
  const all = sourcesIn('test', 'scripts');
  const endToEnd = sourcesIn('test/e2e');

  it('nothing waits by a function that is compiled in the page', () => {
    expect(all.length).toBeGreaterThan(200);
    expect(whoUses(all, COMPILES)).toEqual([]);
  });

  it('what drives both browsers waits by polling evaluate alone', () => {
    expect(endToEnd.length).toBeGreaterThan(20);
    expect(whoUses(endToEnd, DRIVER_WAITS)).toEqual([]);
    expect(whoUses(endToEnd, /from '(\.\.\/)+waiting\.ts'/).length).toBeGreaterThan(5);
  });

  it('is seen where it is broken', () => {
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
