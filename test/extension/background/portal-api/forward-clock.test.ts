import { expect, it } from 'vitest';
import { forwardClock } from '../../../../extension/background/portal-api/forward-clock.ts';

it('the forward clock never goes back: if the computer’s clock is set back, it continues from its last moment', () => {
  const moments = [1_000, 2_000, 500, 600, 100, 200];
  const now = forwardClock(() => moments.shift() ?? 0);
  expect([now(), now(), now(), now(), now(), now()]).toEqual([1_000, 2_000, 2_000, 2_100, 2_100, 2_200]);
});
