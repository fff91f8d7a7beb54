import { KeyferryError } from '#core/errors.ts';
import type { Handlers } from '#core/protocol/answer-request.ts';
import type { ToExtension } from '#core/protocol/host-protocol.ts';
import type { KnownClient } from '#core/protocol/live.ts';
import type { LiveTable } from '../live-table.ts';
import { inLiveWords, type LiveAccess } from './access.ts';
import type { ClockGuard } from './clock-guard.ts';
import { Deadline, type LiveKeys } from './keys.ts';
import { type LiveStatusDeps, liveStatus } from './status.ts';
import type { Tickets } from './tickets.ts';

/**
 * A program gets an answer after this time at the latest, ms. `keyferry credential-process` gives up after 4 s, and the
 * AWS SDK for Rust after 5 s.
 */
const DEADLINE_MS = 3_500;

export interface LiveAnswersDeps extends LiveStatusDeps {
  readonly table: LiveTable;
  readonly access: LiveAccess;
  readonly keys: LiveKeys;
  readonly guard: Pick<ClockGuard, 'check'>;
  readonly tickets: Tickets;
  /** Gives the current time, in epoch ms. */
  readonly now: () => number;
  /** Calls `task` after `ms` milliseconds, like setTimeout. Returns a function that clears the timer. */
  readonly later: (task: () => void, ms: number) => () => void;
  /** Locks live profiles: deletes all keys and grants. No program gets keys until a person ends the lock. */
  readonly lock: () => Promise<void>;
  /**
   * Pauses one profile, and deletes its keys and grants. No program gets keys of this profile until a person ends the
   * pause.
   * @throws KeyferryError LIVE_NOT_MINE
   */
  readonly forgetProfile: (name: string) => Promise<void>;
}

/** The kinds of requests from the host that this file answers. */
type Kinds = 'live-credentials' | 'live-cancel' | 'live-status' | 'live-lock' | 'live-forget';

/** @returns functions that answer the host's requests for keys and about the state of live profiles. */
export function createLiveAnswers(deps: LiveAnswersDeps): Pick<Handlers<ToExtension>, Kinds> {
  const { table, access, keys, tickets } = deps;

  async function keysFor(name: string, client: KnownClient, signal: AbortSignal) {
    await deps.guard.check();
    const profile = await access.usable(name, client);
    try {
      const session = await access.admit(profile, client, signal);
      const credentials = await keys.get(session, profile, signal);
      await access.stillUsable(profile, client);
      table.used(name, deps.now(), client.via ?? client.program ?? null);
      return { accountId: profile.accountId, roleName: profile.roleName, credentials };
    } catch (error) {
      throw inLiveWords(error, profile);
    }
  }

  /** Waits for the work. If the work has not ended at the deadline, cancels it and rejects. */
  function withinDeadline<T>(work: Promise<T>, cancel: AbortController): Promise<T> {
    return new Promise((resolve, reject) => {
      const stop = deps.later(() => {
        cancel.abort(new Deadline());
        // The rejection comes a moment later. So the cancelled work can reject first, with a more precise error.
        deps.later(() => reject(new KeyferryError('TIMEOUT', { seconds: DEADLINE_MS / 1000 })), 0);
      }, DEADLINE_MS);
      work.then(resolve, reject).finally(stop);
    });
  }

  return {
    'live-credentials': ({ profile, client, ticket }) =>
      tickets.during(ticket, (cancel) => withinDeadline(keysFor(profile, client, cancel.signal), cancel)),
    'live-cancel'({ ticket }) {
      tickets.cancel(ticket);
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
  };
}
