import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { debounce } from '../../../../extension/popup/list/debounce.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the function `debounce`', () => {
  it('calls the given function once, with the last value, when no more values come', () => {
    const act = vi.fn();
    const { call } = debounce(act, 120, 300);
    call(1);
    vi.advanceTimersByTime(100);
    call(2);
    vi.advanceTimersByTime(119);
    expect(act).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(act.mock.calls).toEqual([[2]]);
  });

  it('calls the given function after the maximum wait, even if new values keep coming', () => {
    const act = vi.fn();
    const { call } = debounce(act, 120, 300);
    for (let at = 0; at < 1000; at += 50) {
      call(at);
      vi.advanceTimersByTime(50);
    }
    expect(act.mock.calls.length).toBeGreaterThanOrEqual(2);
  });

  it('does not call the given function after the function `cancel` was called', () => {
    const act = vi.fn();
    const { call, cancel } = debounce(act, 120, 300);
    call(1);
    cancel();
    vi.advanceTimersByTime(1000);
    expect(act).not.toHaveBeenCalled();
  });
});
