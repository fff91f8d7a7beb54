import { KeyferryError } from '#core/errors.ts';
import type { ProfileView } from '#core/protocol/messages.ts';
import type { NativeClient } from '../host/host-client.ts';
import type { Area } from '../storage/areas.ts';

/** In `storage.session`: names and ends, no keys. */
export const PROFILES_KEY = 'profiles';

export interface WrittenProfilesDeps {
  readonly host: Pick<NativeClient, 'request'>;
  readonly memory: Area;
  /** Told of every list that came; the view then shows it. */
  readonly changed: () => Promise<unknown>;
}

/** The profiles that Keyferry wrote, as the host last listed them. */
export function createWrittenProfiles({ host, memory, changed }: WrittenProfilesDeps) {
  async function keep(profiles: readonly ProfileView[]): Promise<readonly ProfileView[]> {
    await memory.set({ [PROFILES_KEY]: profiles });
    await changed();
    return profiles;
  }

  /** Asks the host. @throws KeyferryError HOST_… or the host's own refusal. */
  const ask = async (): Promise<readonly ProfileView[]> => keep((await host.request('list-profiles', {})).profiles);

  return {
    ask,
    /** Asks the host where nobody waits for it. A host from before lists has none; any other trouble changes nothing. */
    async refresh(): Promise<void> {
      try {
        await ask();
      } catch (error) {
        if (error instanceof KeyferryError && error.code === 'HOST_OLD') await keep([]).catch(() => undefined);
      }
    },
    forget: (): Promise<void> => memory.remove(PROFILES_KEY),
  };
}
