import { KeyferryError } from '#core/errors.ts';
import type { HostReply } from '#core/protocol/host-protocol.ts';
import { NAMES_KEY, nameOwner, type ProfileView, type UsedName } from '#core/protocol/messages.ts';
import type { NativeClient } from '../host/host-client.ts';
import type { Area } from '../storage/areas.ts';
import { createCachedValue } from '../storage/cached-value.ts';
import type { PortalClock } from '../storage/portal-clock.ts';

/** The key of a value in `storage.session`. The value contains names and expirations, but no keys of roles. */
const KEY = 'profiles';

export interface WrittenProfilesDeps {
  readonly host: Pick<NativeClient, 'request'>;
  readonly memory: Area;
  readonly clock: Pick<PortalClock, 'aheadMs'>;
  /** Called after every new list. */
  readonly changed: () => void;
  /** Called with every list from the host that contains all profiles. */
  readonly listed: (profiles: readonly ProfileView[]) => void;
}

/** The profiles that Keyferry wrote, as the host last listed them. */
export interface WrittenProfiles {
  /** The last list. Its expirations are by this computer's clock. Empty before the first list. */
  list(): Promise<readonly ProfileView[]>;
  /**
   * Asks the host for the list. The expirations of this list are by the portal's clock.
   * @throws KeyferryError HOST_… or the error that the host sent.
   */
  ask(): Promise<readonly ProfileView[]>;
  /**
   * Does the same as `ask`, but does not throw. If the host is too old for this request, the list becomes empty. After
   * any other failure, the list is unchanged.
   */
  refresh(): Promise<void>;
  /** Whether the host has sent a list since the browser was started. */
  isListed(): Promise<boolean>;
  /** Forgets the list. */
  forget(): Promise<void>;
}

type Listing = Pick<HostReply<'list-profiles'>, 'profiles' | 'taken'>;

const byLocalClock = (profile: ProfileView, aheadMs: number): ProfileView => ({
  ...profile,
  expiration: profile.expiration === null ? null : profile.expiration + aheadMs,
});

/** Creates the list of written profiles in `storage.session`. */
export function createWrittenProfiles({ host, memory, clock, changed, listed }: WrittenProfilesDeps): WrittenProfiles {
  const stored = createCachedValue<readonly ProfileView[]>(memory, KEY);

  const names = createCachedValue<readonly UsedName[]>(memory, NAMES_KEY);

  async function store({ profiles, taken = [] }: Listing): Promise<readonly ProfileView[]> {
    await stored.set(profiles);
    const used = [
      ...taken.map((name): UsedName => [name, null]),
      ...profiles.map((each): UsedName => [each.name, nameOwner(each.portal, each)]),
    ];
    if (JSON.stringify(used) !== JSON.stringify(await names.get())) await names.set(used);
    changed();
    return profiles;
  }

  async function ask(): Promise<readonly ProfileView[]> {
    const reply = await host.request('list-profiles', {});
    const profiles = await store(reply);
    if (reply.more === 0) listed(profiles);
    return profiles;
  }

  return {
    async list() {
      const [profiles, aheadMs] = [(await stored.get()) ?? [], await clock.aheadMs()];
      return aheadMs === 0 ? profiles : profiles.map((profile) => byLocalClock(profile, aheadMs));
    },
    ask,
    async refresh() {
      try {
        await ask();
      } catch (error) {
        // A very old host does not know this request. Then there is no list.
        if (error instanceof KeyferryError && error.code === 'HOST_OLD')
          await store({ profiles: [] }).catch(() => undefined);
      }
    },
    isListed: async () => (await stored.get()) !== null,
    async forget() {
      await Promise.all([stored.remove(), names.remove()]);
      changed();
    },
  };
}
