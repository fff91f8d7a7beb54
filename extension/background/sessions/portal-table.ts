import { type Areas, createQueue } from '../storage/areas.ts';
import { createCachedValue } from '../storage/cached-value.ts';
import type { Session } from './session.ts';

export type PortalRef = Pick<Session, 'startUrl' | 'isPrivate'>;

type Table<Value> = Readonly<Record<string, Value>>;

export interface PortalTable<Value> {
  /** The entry of a portal, or undefined. */
  of(portal: PortalRef): Promise<Value | undefined>;
  /** The entries that were not made in a private window. */
  lasting(): Promise<readonly (readonly [startUrl: string, value: Value])[]>;
  /**
   * Changes the entry of a portal.
   * @param change gets the entry and returns the new entry. If it returns the same value, no entry is written.
   */
  change(portal: PortalRef, change: (before: Value | undefined) => Value): Promise<void>;
  /** Removes the entries of a portal, both for normal and for private windows. */
  forget(startUrl: string): Promise<void>;
  /** Removes the entries that were made in private windows. */
  forgetPrivate(): Promise<void>;
  /** Removes all entries. */
  forgetAll(): Promise<void>;
}

/**
 * Creates a table with one entry for each portal, by start URL. Entries are in `storage.local`. Entries of private
 * windows are only in memory, and are removed when the last private window closes.
 * @param key the key of the table in both storage areas.
 */
export function createPortalTable<Value>({ local, session: memory }: Areas, key: string): PortalTable<Value> {
  const queue = createQueue();
  const onDisk = createCachedValue<Table<Value>>(local, key);
  const inMemory = createCachedValue<Table<Value>>(memory, key);
  const tableOf = (isPrivate: boolean) => (isPrivate ? inMemory : onDisk);
  const read = async (isPrivate: boolean): Promise<Table<Value>> => (await tableOf(isPrivate).get()) ?? {};

  const entryOf = (table: Table<Value>, startUrl: string): Value | undefined =>
    Object.hasOwn(table, startUrl) ? table[startUrl] : undefined;

  return {
    of: async ({ startUrl, isPrivate }) => entryOf(await read(isPrivate), startUrl),
    lasting: async () => Object.entries(await read(false)),
    change: ({ startUrl, isPrivate }, change) =>
      queue(async () => {
        const table = await read(isPrivate);
        const before = entryOf(table, startUrl);
        const after = change(before);
        if (after !== before) await tableOf(isPrivate).set({ ...table, [startUrl]: after });
      }),
    forget: (startUrl) =>
      queue(async () => {
        for (const table of [onDisk, inMemory]) {
          const { [startUrl]: entry, ...others } = (await table.get()) ?? {};
          if (entry !== undefined) await table.set(others);
        }
      }),
    forgetPrivate: () => queue(() => inMemory.remove()),
    forgetAll: () =>
      queue(async () => {
        await onDisk.remove();
        await inMemory.remove();
      }),
  };
}
