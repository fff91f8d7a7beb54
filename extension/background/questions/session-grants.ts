import type { Session } from '../sessions/session.ts';
import { type Area, createQueue } from '../storage/areas.ts';
import { createCachedValue } from '../storage/cached-value.ts';

/** The key of a value in `storage.local`: the grants for sessions. */
const KEY = 'live-session-grants';
/** A grant for a session ends after this time, even if the session lasts longer, ms. */
const LONGEST_MS = 12 * 3_600_000;
/** If the clock is set back by less than this time, the system has only corrected the clock, ms. */
const CLOCK_NOISE_MS = 5_000;

interface SessionGrant {
  /** Fingerprint of the session's token. */
  readonly session: string;
  /** When the person gave the grant, in epoch ms. */
  readonly since: number;
}

type Table = Readonly<Record<string, SessionGrant>>;

/** The portal session for which a person gave a grant. */
export type GrantedSession = Pick<Session, 'tokenMark'>;

/**
 * The grants that let every local program use a profile during one portal session. Grants are stored on disk, because
 * the browser may be restarted during the session. A grant contains no secret. To identify the session, it contains a
 * fingerprint that was made from the token's fingerprint.
 */
export interface SessionGrants {
  /** Lets every local program use these profiles until the session ends, at most for 12 hours. */
  grant(names: readonly string[], session: GrantedSession): Promise<void>;
  /** Whether this profile has a valid grant for exactly this session. */
  isGranted(name: string, session: GrantedSession): Promise<boolean>;
  /** Deletes the grant of this profile. */
  forget(name: string): Promise<void>;
  /** Deletes all grants. */
  clear(): Promise<void>;
}

export interface SessionGrantsDeps {
  readonly disk: Area;
  /** Gives the current time, in epoch ms. */
  readonly now: () => number;
  /** A one-way fingerprint of a text. */
  readonly markOf: (text: string) => Promise<string>;
}

/** Creates the grants in `storage.local`. */
export function createSessionGrants({ disk, now, markOf }: SessionGrantsDeps): SessionGrants {
  const stored = createCachedValue<Table>(disk, KEY);
  const queue = createQueue();
  const read = async (): Promise<Table> => (await stored.get()) ?? {};
  const fingerprint = ({ tokenMark }: GrantedSession) => markOf(`live grant ${tokenMark}`);
  const isInTime = ({ since }: SessionGrant) => now() >= since - CLOCK_NOISE_MS && now() < since + LONGEST_MS;

  return {
    grant: (names, session) =>
      queue(async () => {
        const entry = { session: await fingerprint(session), since: now() };
        const current = Object.entries(await read()).filter(([, each]) => isInTime(each));
        await stored.set(Object.fromEntries([...current, ...names.map((name) => [name, entry] as const)]));
      }),
    async isGranted(name, session) {
      const table = await read();
      const entry = Object.hasOwn(table, name) ? table[name] : undefined;
      return entry !== undefined && isInTime(entry) && entry.session === (await fingerprint(session));
    },
    forget: (name) =>
      queue(async () => {
        const entries = Object.entries(await read());
        const others = entries.filter(([each]) => each !== name);
        if (others.length < entries.length) await stored.set(Object.fromEntries(others));
      }),
    clear: () => queue(() => stored.remove()),
  };
}
