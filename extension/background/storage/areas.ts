/** The part of a browser storage area that the worker uses. */
export interface Area {
  /** The value of a key, or everything for null; a key without a value is absent. */
  get(key: string | null): Promise<Record<string, unknown>>;
  set(items: Record<string, unknown>): Promise<void>;
  remove(keys: string | string[]): Promise<void>;
}

/** `session` is memory only and holds every secret; `local` is on disk and holds none. */
export interface Areas {
  readonly local: Area;
  readonly session: Area;
}

/** One value of an area, null when there is none. */
export async function readValue<T>(area: Area, key: string): Promise<T | null> {
  const found = await area.get(key);
  return Object.hasOwn(found, key) ? (found[key] as T) : null;
}

/** Runs tasks one after another, so that read-change-write on storage never interleaves. */
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

/** Keeps content scripts out of every area whose browser can do that; `storage.session` is closed to them anyway. */
export function keepToTrustedContexts(areas: Iterable<unknown>): void {
  for (const area of areas) {
    try {
      const done = (area as Guarded | undefined)?.setAccessLevel?.({ accessLevel: 'TRUSTED_CONTEXTS' });
      if (done instanceof Promise) done.catch(() => undefined);
    } catch {
      // Some browsers support the method on one area only; nothing secret is kept in the others.
    }
  }
}
