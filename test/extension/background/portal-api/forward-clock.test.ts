import { expect, it } from 'vitest';
import { forwardClock } from '../../../../extension/background/portal-api/forward-clock.ts';

it('the forward clock never goes back: when the computer’s clock is set back, the forward clock goes on from its last time', () => {
  const moments = [1_000, 2_000, 500, 600, 100, 200];
  const now = forwardClock(() => moments.shift() ?? 0);
  expect([now(), now(), now(), now(), now(), now()]).toEqual([1_000, 2_000, 2_000, 2_100, 2_100, 2_200]);
});
