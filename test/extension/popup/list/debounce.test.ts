import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { atRest } from '../../../../extension/popup/list/debounce.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('atRest', () => {
  it('acts once on the latest value when values stop coming', () => {
    const act = vi.fn();
    const { next } = atRest(act, 120, 300);
    next(1);
    vi.advanceTimersByTime(100);
    next(2);
    vi.advanceTimersByTime(119);
    expect(act).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(act.mock.calls).toEqual([[2]]);
  });

  it('acts in the midst of values that never stop', () => {
    const act = vi.fn();
    const { next } = atRest(act, 120, 300);
    for (let at = 0; at < 1000; at += 50) {
      next(at);
      vi.advanceTimersByTime(50);
    }
    expect(act.mock.calls.length).toBeGreaterThanOrEqual(2);
  });

  it('does nothing more once it is stopped', () => {
    const act = vi.fn();
    const { next, stop } = atRest(act, 120, 300);
    next(1);
    stop();
    vi.advanceTimersByTime(1000);
    expect(act).not.toHaveBeenCalled();
  });
});
