import { type Areas, createQueue, readValue } from '../storage/areas.ts';
import type { Session } from './session.ts';

export type PortalRef = Pick<Session, 'startUrl' | 'isPrivate'>;

type Table<Value> = Readonly<Record<string, Value>>;

/**
 * What is kept of each portal, by its start URL: in `storage.local`, or in memory for what was done in private windows,
 * which goes with the last of them.
 * @param key of the table, in both.
 */
export function createPortalTable<Value>({ local, session: memory }: Areas, key: string) {
  const queue = createQueue();
  const areaOf = (isPrivate: boolean) => (isPrivate ? memory : local);
  const read = async (isPrivate: boolean): Promise<Table<Value>> =>
    (await readValue<Table<Value>>(areaOf(isPrivate), key)) ?? {};

  const inTable = (table: Table<Value>, startUrl: string): Value | undefined =>
    Object.hasOwn(table, startUrl) ? table[startUrl] : undefined;

  return {
    of: async ({ startUrl, isPrivate }: PortalRef): Promise<Value | undefined> =>
      inTable(await read(isPrivate), startUrl),

    /** Those kept outside private windows. */
    lasting: async (): Promise<readonly (readonly [startUrl: string, value: Value])[]> =>
      Object.entries(await read(false)),

    /** @param change gets what is kept and gives what is to be; the same means that nothing changed. */
    change: ({ startUrl, isPrivate }: PortalRef, change: (before: Value | undefined) => Value): Promise<void> =>
      queue(async () => {
        const table = await read(isPrivate);
        const before = inTable(table, startUrl);
        const after = change(before);
        if (after !== before) await areaOf(isPrivate).set({ [key]: { ...table, [startUrl]: after } });
      }),

    forgetPrivate: (): Promise<void> => queue(() => memory.remove(key)),

    forgetAll: (): Promise<void> =>
      queue(async () => {
        await local.remove(key);
        await memory.remove(key);
      }),
  };
}
