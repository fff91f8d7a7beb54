import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toRfc3339 } from '#core/rfc3339.ts';

const END_OF_9999 = 253_402_300_799_999;

describe('times', () => {
  it.each([
    [0, '1970-01-01T00:00:00Z'],
    [999, '1970-01-01T00:00:00Z'],
    [951_782_400_000, '2000-02-29T00:00:00Z'],
    [1_795_255_200_000, '2026-11-21T10:00:00Z'],
    [4_102_444_799_999, '2099-12-31T23:59:59Z'],
    [END_OF_9999, '9999-12-31T23:59:59Z'],
  ])('%d ms are %s', (moment, text) => {
    expect(toRfc3339(moment)).toBe(text);
  });

  it('have one form, and read back as the same second', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: END_OF_9999 }), (moment) => {
        const text = toRfc3339(moment);
        expect(text).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
        expect(Date.parse(text)).toBe(moment - (moment % 1000));
      }),
    );
  });
});
