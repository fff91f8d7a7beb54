import { KeyferryError } from '#core/errors.ts';
import type { ProfileView } from '#core/protocol/messages.ts';
import type { NativeClient } from '../host/host-client.ts';
import type { Area } from '../storage/areas.ts';
import { createCachedValue } from '../storage/cached-value.ts';

/** In `storage.session`: names and expirations, no keys. */
const KEY = 'profiles';

export interface WrittenProfilesDeps {
  readonly host: Pick<NativeClient, 'request'>;
  readonly memory: Area;
  /** Called after every new list. */
  readonly changed: () => void;
}

/** The profiles that Keyferry wrote, as the host last listed them. */
export interface WrittenProfiles {
  /** The last list; empty before the first. */
  list(): Promise<readonly ProfileView[]>;
  /** Asks the host for the list. @throws KeyferryError HOST_… or the host's own refusal. */
  ask(): Promise<readonly ProfileView[]>;
  /** The same when nobody waits for it; a failure changes nothing. */
  refresh(): Promise<void>;
  forget(): Promise<void>;
}

export function createWrittenProfiles({ host, memory, changed }: WrittenProfilesDeps): WrittenProfiles {
  const stored = createCachedValue<readonly ProfileView[]>(memory, KEY);

  async function store(profiles: readonly ProfileView[]): Promise<readonly ProfileView[]> {
    await stored.set(profiles);
    changed();
    return profiles;
  }

  const ask = async () => store((await host.request('list-profiles', {})).profiles);

  return {
    list: async () => (await stored.get()) ?? [],
    ask,
    async refresh() {
      try {
        await ask();
      } catch (error) {
        // A host from before this request cannot list any.
        if (error instanceof KeyferryError && error.code === 'HOST_OLD') await store([]).catch(() => undefined);
      }
    },
    async forget() {
      await stored.remove();
      changed();
    },
  };
}
