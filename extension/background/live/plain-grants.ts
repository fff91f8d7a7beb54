import type { Area } from '../storage/areas.ts';
import { createCachedValue } from '../storage/cached-value.ts';
import type { LiveGrants, LiveQuestions } from './decision.ts';

/** The keys in `storage.session`. */
const LOCK = 'liveLock';
const SESSIONS = 'liveSessions';

/** Fingerprints of the tokens of the sessions for which a person granted profiles, by name of the profile. */
type Granted = Readonly<Record<string, string>>;

/** Grants without questions: a profile that asks gives out nothing. */
export function createPlainGrants(memory: Area): LiveGrants {
  const lock = createCachedValue<boolean>(memory, LOCK);
  const stored = createCachedValue<Granted>(memory, SESSIONS);
  const read = async () => (await stored.get()) ?? {};
  const isLocked = async () => (await lock.get()) === true;

  return {
    async decide({ name, grant }, _client, { tokenMark }) {
      if (await isLocked()) return 'refused';
      if (grant === 'session') {
        const granted = await read();
        return Object.hasOwn(granted, name) && granted[name] === tokenMark ? 'allowed' : 'refused';
      }
      return grant === 'always' ? 'allowed' : 'refused';
    },
    async allowSession(names, { tokenMark }) {
      await stored.set({ ...(await read()), ...Object.fromEntries(names.map((name) => [name, tokenMark])) });
    },
    lockAll: async () => {
      await lock.set(true);
      await stored.remove();
    },
    unlock: lock.remove,
    isLocked,
    async forget(name) {
      const { [name]: _, ...others } = await read();
      await stored.set(others);
    },
    clear: async () => undefined,
    async eraseAll() {
      await lock.remove();
      await stored.remove();
    },
  };
}

/** No questions. */
export const noQuestions: LiveQuestions = { open: async () => [] };
