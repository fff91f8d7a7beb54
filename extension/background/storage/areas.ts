/** The part of a browser storage area that the worker uses. */
export interface Area {
  /**
   * Reads the value of this key, or all values if the key is null. The result is an object. A key without a value is
   * missing in this object.
   */
  get(key: string | null): Promise<Record<string, unknown>>;
  /** Stores these values under their keys. */
  set(items: Record<string, unknown>): Promise<void>;
  /** Removes the values of these keys. */
  remove(keys: string | string[]): Promise<void>;
}

/**
 * The two storage areas. `session` is only in memory and contains all secrets. `local` is on disk and contains no
 * secret.
 */
export interface Areas {
  readonly local: Area;
  readonly session: Area;
}

/** Reads the value of a key. Null when the key has no value. */
export async function readValue<T>(area: Area, key: string): Promise<T | null> {
  const found = await area.get(key);
  return Object.hasOwn(found, key) ? (found[key] as T) : null;
}

/** Runs tasks one after another, so that two changes of the same stored value never overlap. */
export function createQueue(): <T>(task: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const turn = last.then(task, task);
    last = turn.catch(() => undefined);
    return turn;
  };
}

interface Guarded {
  setAccessLevel?: (level: { accessLevel: 'TRUSTED_CONTEXTS' }) => unknown;
}

/**
 * Closes every storage area to content scripts, if the browser can do this. `storage.session` is always closed to
 * content scripts.
 */
export function keepToTrustedContexts(areas: Iterable<unknown>): void {
  for (const area of areas) {
    try {
      const done = (area as Guarded | undefined)?.setAccessLevel?.({ accessLevel: 'TRUSTED_CONTEXTS' });
      if (done instanceof Promise) done.catch(() => undefined);
    } catch {
      // Some browsers can close only one storage area. The areas that stay open contain no secret.
    }
  }
}
