import { type ErrorCode, KeyferryError } from '#core/errors.ts';
import type { Handlers } from '#core/protocol/answer-request.ts';
import type { ToExtension } from '#core/protocol/host-protocol.ts';
import type { KnownClient } from '#core/protocol/live.ts';
import type { LiveSession } from '../../sessions/session.ts';
import type { LiveGrants } from '../decision.ts';
import type { LiveProfile } from '../live-profile.ts';
import type { LiveRules } from '../live-rules.ts';
import type { LiveTable } from '../live-table.ts';
import type { ClockGuard } from './clock-guard.ts';
import { Deadline, type LiveKeys } from './keys.ts';
import type { LiveSessions } from './sessions.ts';
import { type LiveStatusDeps, liveStatus } from './status.ts';

/** The longest time until an answer, ms. The client gives up after 4 s, and Rust's SDK after 5 s. */
const DEADLINE_MS = 3_500;

export interface LiveAnswersDeps extends LiveStatusDeps {
  readonly table: LiveTable;
  readonly rules: LiveRules;
  readonly grants: LiveGrants;
  readonly sessions: LiveSessions;
  readonly keys: LiveKeys;
  readonly guard: Pick<ClockGuard, 'check'>;
  /** Epoch ms. */
  readonly now: () => number;
  /** Like setTimeout, ms. Returns a function that clears the timer. */
  readonly later: (task: () => void, ms: number) => () => void;
  /** Drops all keys and grants, until a person unlocks. */
  readonly lock: () => Promise<void>;
  /** Drops everything about one profile, until a person ends the pause. @throws KeyferryError LIVE_NOT_MINE */
  readonly forgetProfile: (name: string) => Promise<void>;
}

type Kinds = 'live-credentials' | 'live-cancel' | 'live-status' | 'live-lock' | 'live-forget';

/** Answers the host's requests about live profiles. */
export interface LiveAnswers {
  readonly handlers: Pick<Handlers<ToExtension>, Kinds>;
  /** The number of requests for keys that wait for an answer. */
  underWay(): number;
}

/** The program's name in a sentence and in the table. */
export const programOf = ({ program }: KnownClient): string => program ?? 'a program';

/**
 * If the session ends or gets another user during the request, the error is the same as if this had happened before the
 * request.
 */
function inLiveWords(error: unknown, { name, portal }: LiveProfile): unknown {
  const code: ErrorCode | null = error instanceof KeyferryError ? error.code : null;
  if (code === 'SESSION_EXPIRED' || code === 'NO_SESSION') return new KeyferryError('LIVE_SIGN_IN', { portal });
  if (code === 'SESSION_CHANGED' || code === 'PORTAL_UNTRUSTED') return new KeyferryError('LIVE_REFUSED', { name });
  return error;
}

const isSameRole = (a: LiveProfile, b: LiveProfile): boolean =>
  a.portal === b.portal && a.user === b.user && a.accountId === b.accountId && a.roleName === b.roleName;

export function createLiveAnswers(deps: LiveAnswersDeps): LiveAnswers {
  const { table, grants, keys } = deps;
  const waiting = new Map<string, AbortController>();
  let underWay = 0;

  /** The profile as the rules of person and administrator allow it now. @throws KeyferryError LIVE_REFUSED */
  async function usable(name: string, client: KnownClient): Promise<LiveProfile> {
    const rules = await deps.rules.now();
    const found = rules.isOn ? await unlocked(name) : null;
    const profile = found && rules.apply(found);
    if (!profile || (profile.notForAgents && client.agent !== undefined))
      throw new KeyferryError('LIVE_REFUSED', { name });
    return profile;
  }

  /** The profile of this name; null while it is paused or everything is locked. */
  async function unlocked(name: string): Promise<LiveProfile | null> {
    const found = (await grants.isLocked()) ? null : await table.of(name);
    return found?.isPaused ? null : found;
  }

  async function allowed(profile: LiveProfile, client: KnownClient, signal: AbortSignal): Promise<LiveSession> {
    const { name } = profile;
    const session = await deps.sessions.of(profile);
    // If the program has already gone, the answer `Allow once` must not be used up.
    signal.throwIfAborted();
    const decision = await grants.decide(profile, client, session);
    if (decision === 'asking') throw new KeyferryError('LIVE_ASKING', { program: programOf(client), name });
    if (decision !== 'allowed') throw new KeyferryError('LIVE_REFUSED', { name });
    return session;
  }

  async function keysFor(name: string, client: KnownClient, signal: AbortSignal) {
    await deps.guard.check();
    const profile = await usable(name, client);
    try {
      const session = await allowed(profile, client, signal);
      const credentials = await keys.get(session, profile, signal);
      // A person may have locked, paused, removed or changed the profile meanwhile, or turned everything off.
      if (!isSameRole(await usable(name, client), profile)) throw new KeyferryError('LIVE_REFUSED', { name });
      table.used(name, deps.now(), client.program ?? null);
      return { accountId: profile.accountId, credentials };
    } catch (error) {
      throw inLiveWords(error, profile);
    }
  }

  /** Rejects at the deadline, whatever the work waits for. */
  function withinDeadline<T>(work: Promise<T>, cancel: AbortController): Promise<T> {
    return new Promise((resolve, reject) => {
      const stop = deps.later(() => {
        cancel.abort(new Deadline());
        // Waits a moment more, so that the work can end with its own, more precise error.
        deps.later(() => reject(new KeyferryError('TIMEOUT', { seconds: DEADLINE_MS / 1000 })), 0);
      }, DEADLINE_MS);
      work.then(resolve, reject).finally(stop);
    });
  }

  return {
    underWay: () => underWay,
    handlers: {
      async 'live-credentials'({ profile, client, ticket }) {
        const cancel = new AbortController();
        waiting.set(ticket, cancel);
        underWay += 1;
        try {
          return await withinDeadline(keysFor(profile, client, cancel.signal), cancel);
        } finally {
          if (waiting.get(ticket) === cancel) waiting.delete(ticket);
          underWay -= 1;
        }
      },
      'live-cancel'({ ticket }) {
        waiting.get(ticket)?.abort(new KeyferryError('LIVE_BUSY'));
        return {};
      },
      'live-status': () => liveStatus(deps),
      async 'live-lock'() {
        await deps.lock();
        return {};
      },
      async 'live-forget'({ profile }) {
        await (profile === undefined ? deps.lock() : deps.forgetProfile(profile));
        return {};
      },
    },
  };
}
