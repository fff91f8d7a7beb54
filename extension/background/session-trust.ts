import type { Session } from './session.ts';
import type { Admitted } from './site-access.ts';
import { type Areas, createQueue, readValue } from './storage.ts';

const KEY = 'trusted';

/** Trusted portals by start URL, each with the region that the user chose for it, if the page names none. */
type Trusted = Readonly<Record<string, { readonly region: string | null }>>;

type Subject = Pick<Session, 'startUrl' | 'isPrivate' | 'partition'>;

/**
 * Which portals the user has said yes to (docs/DECISIONS.md, 15): in `storage.local`, or in memory for what was said
 * in a private window.
 * @param admitted which region may be used; a choice that is no longer granted counts for nothing.
 */
export function createTrust(areas: Areas, admitted: Admitted) {
  const queue = createQueue();

  async function entry(subject: Subject) {
    const normal = (await readValue<Trusted>(areas.local, KEY)) ?? {};
    const inPrivate = subject.isPrivate ? ((await readValue<Trusted>(areas.session, KEY)) ?? {}) : {};
    const all = { ...normal, ...inPrivate };
    return Object.hasOwn(all, subject.startUrl) ? all[subject.startUrl] : undefined;
  }

  const write = (subject: Subject, region: string | null) =>
    queue(async () => {
      const area = subject.isPrivate ? areas.session : areas.local;
      const before = (await readValue<Trusted>(area, KEY)) ?? {};
      await area.set({ [KEY]: { ...before, [subject.startUrl]: { region } } });
    });

  return {
    isTrusted: async (subject: Subject): Promise<boolean> => (await entry(subject)) !== undefined,

    /** Start URLs of the portals trusted outside private windows. */
    startUrls: async (): Promise<readonly string[]> => Object.keys((await readValue<Trusted>(areas.local, KEY)) ?? {}),

    /** The region chosen for this portal earlier, null when there is none. */
    chosenRegion: async (subject: Subject): Promise<string | null> =>
      admitted(subject.partition, (await entry(subject))?.region),

    trust: write,

    /** @param region null forgets the choice. Does nothing for a portal that is not trusted yet. */
    async rememberRegion(subject: Subject, region: string | null): Promise<void> {
      if (await entry(subject)) await write(subject, region);
    },

    forgetPrivate: () => queue(() => areas.session.remove(KEY)),

    forgetAll: () =>
      queue(async () => {
        await areas.local.remove(KEY);
        await areas.session.remove(KEY);
      }),
  };
}

export type Trust = ReturnType<typeof createTrust>;
