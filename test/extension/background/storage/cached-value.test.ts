import { expect, it, vi } from 'vitest';
import { createCachedValue } from '../../../../extension/background/storage/cached-value.ts';
import { fakeArea } from '../fakes.ts';

it('a cached value is read from storage only once, and after a change the cache gives the new value', async () => {
  const area = fakeArea(new Map([['key', 1]]));
  const get = vi.spyOn(area, 'get');
  const value = createCachedValue<number>(area, 'key');
  expect(await Promise.all([value.get(), value.get()])).toEqual([1, 1]);
  await value.set(2);
  expect([await value.get(), area.data.get('key')]).toEqual([2, 2]);
  await value.remove();
  expect([await value.get(), area.data.has('key')]).toEqual([null, false]);
  expect(get).toHaveBeenCalledTimes(1);
});

it('a cached value keeps its old value if storage refuses the new value', async () => {
  const area = fakeArea(new Map([['key', 1]]));
  const value = createCachedValue<number>(area, 'key');
  vi.spyOn(area, 'set').mockRejectedValue(new Error('QuotaExceededError'));
  await expect(value.set(2)).rejects.toThrow('Quota');
  expect(await value.get()).toBe(1);
});

it('a cached value is read from storage again if the first read failed', async () => {
  const area = fakeArea(new Map([['key', 1]]));
  vi.spyOn(area, 'get').mockRejectedValueOnce(new Error('not ready'));
  const value = createCachedValue<number>(area, 'key');
  await expect(value.get()).rejects.toThrow('not ready');
  expect(await value.get()).toBe(1);
});
