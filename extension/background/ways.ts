import type { Capture, ListingWay, RegionFrom } from '#core/messages.ts';
import type { Session } from './session.ts';
import { type Areas, createQueue, readValue } from './storage.ts';

const KEY = 'ways';

/** What worked last for a portal. Names of ways and a region: no secret, and of no use to anyone else. */
export interface Ways {
  readonly capture?: Capture;
  readonly listing?: ListingWay;
  readonly region?: { readonly name: string; readonly from: RegionFrom };
}

type Known = Readonly<Record<string, Ways>>;
type Subject = Pick<Session, 'startUrl' | 'isPrivate'>;

/**
 * How each portal in use was last captured and listed, so that this way is tried first: in `storage.local`, or in
 * memory for private windows.
 */
export function createWays(areas: Areas) {
  const queue = createQueue();
  const areaOf = ({ isPrivate }: Subject) => (isPrivate ? areas.session : areas.local);
  const all = async (subject: Subject): Promise<Known> => (await readValue<Known>(areaOf(subject), KEY)) ?? {};

  async function of(subject: Subject): Promise<Ways> {
    const known = await all(subject);
    return (Object.hasOwn(known, subject.startUrl) && known[subject.startUrl]) || {};
  }

  return {
    of,

    /** Portals used outside private windows whose session only the browser could read. */
    async byCookies(): Promise<readonly (readonly [string, Ways])[]> {
      return Object.entries(await all({ startUrl: '', isPrivate: false })).filter(
        ([, { capture }]) => capture === 'cookies',
      );
    },

    remember: (subject: Subject, found: Ways) =>
      queue(async () => {
        const before = await of(subject);
        const after = { ...before, ...found };
        if (JSON.stringify(after) === JSON.stringify(before)) return;
        await areaOf(subject).set({ [KEY]: { ...(await all(subject)), [subject.startUrl]: after } });
      }),

    forgetPrivate: () => queue(() => areas.session.remove(KEY)),

    forgetAll: () =>
      queue(async () => {
        await areas.local.remove(KEY);
        await areas.session.remove(KEY);
      }),
  };
}

export type WaysKept = ReturnType<typeof createWays>;
