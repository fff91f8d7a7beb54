import { expect, it } from 'vitest';
import { benchSizes } from '../bench/sizes.ts';

it('every output keeps its budget', () => {
  const rows = benchSizes();
  expect(rows.length).toBeGreaterThan(3);
  expect(rows.filter(({ met }) => met === false)).toEqual([]);
});
