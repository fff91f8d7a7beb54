import type { RoleRef } from '#core/credentials.ts';
import { ownOf, PERSONAL, type Personal, personalKey, asPersonal as readPersonal, usedAgain } from '#core/personal.ts';
import { changeRole } from '#core/personal-change.ts';
import { roleKey } from '#core/role-key.ts';
import { isKeyOf, type Session, staysInMemory } from '../sessions/session.ts';
import { type Area, type Areas, createQueue, readValue } from './areas.ts';

/**
 * What people made of their accounts and roles, each session's apart (docs/DECISIONS.md, 16 and 43): on disk, or in
 * memory for a private window or an unknown user.
 * @param now epoch ms.
 */
export function createPersonalStore({ local, session: memory }: Areas, now: () => number) {
  const queue = createQueue();
  const areaFor = (session: Session) => (staysInMemory(session) ? memory : local);
  const read = async (session: Session): Promise<Personal> =>
    readPersonal(await readValue(areaFor(session), personalKey(session.key)));

  const change = (session: Session, change: (personal: Personal) => Personal): Promise<void> =>
    queue(async () => areaFor(session).set({ [personalKey(session.key)]: change(await read(session)) }));

  async function erase(area: Area, matches: (key: string) => boolean): Promise<void> {
    const keys = Object.keys(await area.get(null)).filter((key) => key.startsWith(PERSONAL));
    await area.remove(keys.filter((key) => matches(key.slice(PERSONAL.length))));
  }

  return {
    read,
    change,

    /** A role was used. What was asked for does not wait for this, nor fail by it. */
    used(session: Session, role: RoleRef, profile?: string): void {
      const key = roleKey(role);
      const named = profile === undefined ? {} : { profile };
      void change(session, (personal) =>
        changeRole(personal, key, { used: usedAgain(ownOf(personal, role).role.used, now()), ...named }),
      ).catch(() => undefined);
    },

    /** What rests in memory goes with its session; what rests on disk is the person's own and stays. */
    retire: (key: string): Promise<void> => queue(() => erase(memory, (each) => each === key)),
    retirePlace: (place: Pick<Session, 'store' | 'startUrl'>): Promise<void> =>
      queue(() => erase(memory, (key) => isKeyOf(key, place))),
    eraseAll: (): Promise<void> =>
      queue(async () => {
        await erase(local, () => true);
        await erase(memory, () => true);
      }),
  };
}

export type PersonalStore = ReturnType<typeof createPersonalStore>;
