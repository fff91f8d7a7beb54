import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { exactly, fits } from '#core/schema.ts';

const Point = exactly({ x: v.number(), y: v.optional(v.number()) });

describe('a schema made by the function `exactly`', () => {
  it('accepts an object with the keys of the schema, and an object without the optional keys', () => {
    expect(fits(Point, { x: 1 })).toBe(true);
    expect(fits(Point, { x: 1, y: 2 })).toBe(true);
    expect(fits(Point, { y: 2 })).toBe(false);
  });

  it.each(['z', 'constructor', '__proto__', 'toString', 'hasOwnProperty', 'path', ''])(
    'attack 18: refuses the unknown key %j',
    (key) => {
      expect(fits(Point, JSON.parse(`{"x":1,${JSON.stringify(key)}:{}}`))).toBe(false);
    },
  );

  it.each([null, undefined, 'x', 1, [], [1], () => 1])(
    'refuses %j, which is not an object with the keys of the schema',
    (value) => {
      expect(fits(Point, value)).toBe(false);
    },
  );
});
