import { describe, expect, it, vi } from 'vitest';
import { createPortalClock } from '../../../../extension/background/storage/portal-clock.ts';
import { PATIENCE_MS } from '../../../waiting.ts';
import { fakeArea } from '../fakes.ts';

const HOUR = 3_600_000;

function clockWith(memory = fakeArea()) {
  const changed = vi.fn();
  return { clock: createPortalClock({ memory, changed }), changed, memory };
}

describe('the portal’s clock', () => {
  it('counts as equal to this computer’s clock before the portal’s first answer and while the difference is small', async () => {
    const { clock, changed, memory } = clockWith();
    expect(await clock.aheadMs()).toBe(0);
    clock.observed(4_900, 0);
    clock.observed(-9_000, 4_100);
    await vi.waitFor(async () => expect(await clock.aheadMs()).toBe(0), PATIENCE_MS);
    expect(changed).not.toHaveBeenCalled();
    expect(memory.data.size).toBe(0);
  });

  it('is stored as a difference in full seconds; a large change is reported once, and a restarted worker knows the difference', async () => {
    const { clock, changed, memory } = clockWith();
    clock.observed(2 * HOUR + 420, 100);
    await vi.waitFor(() => expect(changed).toHaveBeenCalledOnce(), PATIENCE_MS);
    clock.observed(2 * HOUR + 1_900, 100);
    await vi.waitFor(async () => expect(await clock.aheadMs()).toBe(2 * HOUR), PATIENCE_MS);
    expect(changed).toHaveBeenCalledOnce();
    expect(await clockWith(memory).clock.aheadMs()).toBe(2 * HOUR);
  });

  it('counts as equal to this computer’s clock again after the user corrected this computer’s clock', async () => {
    const { clock, changed } = clockWith();
    clock.observed(-2 * HOUR, 0);
    await vi.waitFor(() => expect(changed).toHaveBeenCalledTimes(1), PATIENCE_MS);
    clock.observed(300, 0);
    await vi.waitFor(() => expect(changed).toHaveBeenCalledTimes(2), PATIENCE_MS);
    expect(await clock.aheadMs()).toBe(0);
  });
});
