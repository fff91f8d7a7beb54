import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LAST_MOMENT, toRfc3339 } from '#core/rfc3339.ts';
import '../fixed-seed.ts';

describe('the function toRfc3339', () => {
  it.each([
    [0, '1970-01-01T00:00:00Z'],
    [999, '1970-01-01T00:00:00Z'],
    [951_782_400_000, '2000-02-29T00:00:00Z'],
    [1_795_255_200_000, '2026-11-21T10:00:00Z'],
    [4_102_444_799_999, '2099-12-31T23:59:59Z'],
    [LAST_MOMENT, '9999-12-31T23:59:59Z'],
  ])('writes %d ms as %s', (moment, text) => {
    expect(toRfc3339(moment)).toBe(text);
  });

  it('writes every time with a four-digit year and with whole seconds', () => {
    const property = fc.property(fc.integer({ min: 0, max: LAST_MOMENT }), (moment) => {
      const text = toRfc3339(moment);
      expect(text).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
      expect(Date.parse(text)).toBe(Math.floor(moment / 1000) * 1000);
    });
    fc.assert(property, { numRuns: 1000 });
  });
});
