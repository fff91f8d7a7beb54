import type { CliProfileForm } from '#core/cli-profiles.ts';
import type { Session } from './session.ts';
import { type Areas, createQueue, readValue } from './storage.ts';

const KEY = 'cliWhole';

/** How the whole of a portal was set up for the AWS CLI. */
export interface Whole {
  readonly form: CliProfileForm;
  readonly template: string;
  /** Gone profiles that the person left where they are: they are no news. */
  readonly left: readonly string[];
}

type Wholes = Readonly<Record<string, Whole>>;

/** The portals, by start URL, whose organisation was set up as a whole; in memory alone for private windows. */
export function createCliWhole({ local, session: memory }: Areas) {
  const queue = createQueue();
  const areaOf = ({ isPrivate }: Pick<Session, 'isPrivate'>) => (isPrivate ? memory : local);
  const read = async (session: Pick<Session, 'isPrivate'>): Promise<Wholes> =>
    (await readValue<Wholes>(areaOf(session), KEY)) ?? {};

  return {
    async of(session: Pick<Session, 'isPrivate' | 'startUrl'>): Promise<Whole | null> {
      const all = await read(session);
      return Object.hasOwn(all, session.startUrl) ? (all[session.startUrl] ?? null) : null;
    },
    remember: (session: Pick<Session, 'isPrivate' | 'startUrl'>, whole: Whole): Promise<void> =>
      queue(async () => areaOf(session).set({ [KEY]: { ...(await read(session)), [session.startUrl]: whole } })),
    /** Whether the program keeps a list, as far as is known here; of private windows it keeps none. */
    isAny: async (): Promise<boolean> => Object.keys(await read({ isPrivate: false })).length > 0,
    forgetPrivate: (): Promise<void> => queue(() => memory.remove(KEY)),
    forgetAll: (): Promise<unknown> => queue(() => Promise.all([local.remove(KEY), memory.remove(KEY)])),
  };
}

export type CliWhole = ReturnType<typeof createCliWhole>;
