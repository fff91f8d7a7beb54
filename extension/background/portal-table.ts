import type { Session } from './session.ts';
import { type Areas, createQueue, readValue } from './storage.ts';

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

  async function of({ startUrl, isPrivate }: PortalRef): Promise<Value | undefined> {
    const table = await read(isPrivate);
    return Object.hasOwn(table, startUrl) ? table[startUrl] : undefined;
  }

  return {
    of,

    /** Those kept outside private windows. */
    lasting: async (): Promise<readonly (readonly [startUrl: string, value: Value])[]> =>
      Object.entries(await read(false)),

    /** @param change gets what is kept and gives what is to be; the same means that nothing changed. */
    change: (portal: PortalRef, change: (before: Value | undefined) => Value): Promise<void> =>
      queue(async () => {
        const before = await of(portal);
        const after = change(before);
        if (after === before) return;
        await areaOf(portal.isPrivate).set({ [key]: { ...(await read(portal.isPrivate)), [portal.startUrl]: after } });
      }),

    forgetPrivate: (): Promise<void> => queue(() => memory.remove(key)),

    forgetAll: (): Promise<void> =>
      queue(async () => {
        await local.remove(key);
        await memory.remove(key);
      }),
  };
}
