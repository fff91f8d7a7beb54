import { type Area, readValue } from './areas.ts';

/** One value of a storage area. */
export interface CachedValue<T> {
  /**
   * The value, or null when there is no value. Only the first call reads storage. Later calls return the value from
   * memory.
   */
  get(): Promise<T | null>;
  /** Writes the value to storage. If this fails, the promise rejects, and the value in memory stays unchanged. */
  set(value: T): Promise<void>;
  /** Removes the value from storage. */
  remove(): Promise<void>;
}

/**
 * Creates a value that only the worker writes. It is read from storage only once. Every change is written to storage
 * before `get` returns it, so no change is lost when the browser stops the worker.
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
