import { type Area, readValue } from './areas.ts';

/** One value of a storage area. */
export interface CachedValue<T> {
  /** The value, or null when there is no value. Reads storage once, then answers from memory. */
  get(): Promise<T | null>;
  /** Writes the value to storage. Rejects when the write fails; then the cached value does not change. */
  set(value: T): Promise<void>;
  /** Removes the value from storage. */
  remove(): Promise<void>;
}

/**
 * A value that only the worker writes, so one read is enough for as long as the worker runs. Every change is written to
 * storage before `get` returns it, so nothing is lost when the browser stops the worker.
 */
export function createCachedValue<T>(area: Area, key: string): CachedValue<T> {
  let known: Promise<T | null> | null = null;

  function read(): Promise<T | null> {
    const reading = readValue<T>(area, key);
    reading.catch(() => {
      if (known === reading) known = null;
    });
    return reading;
  }

  return {
    get() {
      known ??= read();
      return known;
    },
    async set(value) {
      await area.set({ [key]: value });
      known = Promise.resolve(value);
    },
    async remove() {
      await area.remove(key);
      known = Promise.resolve(null);
    },
  };
}
