import { expect, it } from 'vitest';
import { benchSizes } from '../bench/sizes.ts';

it('no built file is larger than its limit in bytes', () => {
  const rows = benchSizes();
  expect(rows.length).toBeGreaterThan(3);
  expect(rows.filter(({ met }) => met === false)).toEqual([]);
});
