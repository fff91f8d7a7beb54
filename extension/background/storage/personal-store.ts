import type { RoleRef } from '#core/credentials.ts';
import { ownOf, PERSONAL, type Personal, personalKey, asPersonal as readPersonal, usedAgain } from '#core/personal.ts';
import { changeRole } from '#core/personal-change.ts';
import { roleKey } from '#core/role-key.ts';
import type { ProfileKind } from '#core/settings.ts';
import { type Area, type Areas, createQueue, readValue } from './areas.ts';
import {
  type DataOwner,
  isKeyOf,
  isKeyOfPortal,
  type SessionPlace,
  startUrlOf,
  staysInMemory,
} from './session-data.ts';

export interface PersonalStore {
  /** The choices of a session's user. The result is empty when the user has made no choices. */
  read(session: DataOwner): Promise<Personal>;
  /**
   * Start URLs of the portals where `matches` returns true for the data of at least one user. Only data on disk is
   * searched.
   */
  portalsWith(matches: (personal: Personal) => boolean): Promise<readonly string[]>;
  /** Replaces the stored choices with the result of `change`. */
  change(session: DataOwner, change: (personal: Personal) => Personal): Promise<void>;
  /**
   * Records that a role was used. If a profile was written for the role, also records the profile's name and kind. The
   * function returns before the data is stored. If storing fails, the error is ignored, because the user's action
   * itself was successful.
   */
  used(session: DataOwner, role: RoleRef, written?: { readonly profile?: string; readonly kind: ProfileKind }): void;
  /** Erases the data in memory for a session key. Data on disk is kept for the user's next session. */
  retire(key: string): Promise<void>;
  /** Does the same as `retire` for every session of a place (cookie store and portal). */
  retirePlace(place: SessionPlace): Promise<void>;
  /** Erases all data about a portal, in memory and on disk. */
  erasePortal(startUrl: string): Promise<void>;
  /** Erases the choices of all users, on disk and in memory. */
  eraseAll(): Promise<void>;
  /** The data on disk, by session key. */
  stored(): Promise<ReadonlyMap<string, Personal>>;
  /**
   * Changes the data on disk of several users at once. Either all changes are stored, or none.
   * @param change gets the data on disk and returns the new data, both by session key. If `change` throws, the data
   * stays unchanged.
   */
  changeStored(
    change: (stored: ReadonlyMap<string, Personal>) => Promise<ReadonlyMap<string, Personal>>,
  ): Promise<void>;
}

/**
 * Creates the part that stores favourites, labels and other choices about accounts and roles. Each session key (cookie
 * store, portal and user) has its own choices (docs/DECISIONS.md, 16 and 43). The choices are on disk. But the choices
 * of a private window or of an unknown user are only in memory.
 * @param now epoch ms.
 */
export function createPersonalStore({ local, session: memory }: Areas, now: () => number): PersonalStore {
  const queue = createQueue();
  const areaFor = (session: DataOwner) => (staysInMemory(session) ? memory : local);
  const read = async (session: DataOwner): Promise<Personal> =>
    readPersonal(await readValue(areaFor(session), personalKey(session.key)));

  const change = (session: DataOwner, change: (personal: Personal) => Personal): Promise<void> =>
    queue(async () => areaFor(session).set({ [personalKey(session.key)]: change(await read(session)) }));

  async function erase(area: Area, matches: (key: string) => boolean): Promise<void> {
    const keys = Object.keys(await area.get(null)).filter((key) => key.startsWith(PERSONAL));
    await area.remove(keys.filter((key) => matches(key.slice(PERSONAL.length))));
  }

  async function stored(): Promise<ReadonlyMap<string, Personal>> {
    const entries = Object.entries(await local.get(null)).filter(([key]) => key.startsWith(PERSONAL));
    return new Map(entries.map(([key, value]) => [key.slice(PERSONAL.length), readPersonal(value)]));
  }

  return {
    stored,
    changeStored: (change) =>
      queue(async () => {
        const changed = [...(await change(await stored()))].map(([key, value]) => [personalKey(key), value] as const);
        await local.set(Object.fromEntries(changed));
      }),
    read,
    async portalsWith(matches) {
      const entries = Object.entries(await local.get(null)).filter(([key]) => key.startsWith(PERSONAL));
      const fitting = entries.filter(([, value]) => matches(readPersonal(value)));
      return [...new Set(fitting.map(([key]) => startUrlOf(key.slice(PERSONAL.length))))];
    },
    change,
    used(session, role, written) {
      void change(session, (personal) =>
        changeRole(personal, roleKey(role), { used: usedAgain(ownOf(personal, role).role.used, now()), ...written }),
      ).catch(() => undefined);
    },
    retire: (key) => queue(() => erase(memory, (each) => each === key)),
    retirePlace: (place) => queue(() => erase(memory, (key) => isKeyOf(key, place))),
    erasePortal: (startUrl) =>
      queue(async () => {
        await erase(memory, (key) => isKeyOfPortal(key, startUrl));
        await erase(local, (key) => isKeyOfPortal(key, startUrl));
      }),
    eraseAll: () =>
      queue(async () => {
        await erase(local, () => true);
        await erase(memory, () => true);
      }),
  };
}
