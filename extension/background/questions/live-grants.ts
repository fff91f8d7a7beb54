import type { KnownClient } from '#core/protocol/live.ts';
import type { Decision, LiveGrants } from '../live/decision.ts';
import type { LiveProfile } from '../live/live-profile.ts';
import type { Session } from '../sessions/session.ts';
import type { Area } from '../storage/areas.ts';
import { createCachedValue } from '../storage/cached-value.ts';
import { askerKey } from './asker-key.ts';
import { type Changed, emptyState, type LiveState, type LiveStates } from './live-state.ts';
import { afterMany, afterUse, mayAsk, without, withQuestion } from './question-rules.ts';
import type { GrantedSession, SessionGrants } from './session-grants.ts';

/**
 * The key of the lock in `storage.local`. The lock stays after the browser is closed, because only a person may end it.
 */
const LOCK = 'live-locked';

/** An administrator's rules for live profiles. */
export interface LivePolicy {
  /** Whether a person must answer every request, even if the profile's grant allows the request. */
  readonly alwaysAsk: boolean;
  /** True if coding agents get no keys of any profile. */
  readonly notForAgents: boolean;
}

/** What a question shows about the account, besides the account's id. */
export interface AccountFacts {
  /** The account's name from the stored list, or null. */
  readonly accountName: string | null;
  readonly isProduction: boolean;
}

export interface LiveGrantsDeps {
  readonly disk: Area;
  readonly states: LiveStates;
  readonly sessionGrants: SessionGrants;
  readonly policy: () => Promise<LivePolicy>;
  readonly accountFacts: (session: Session, accountId: string) => Promise<AccountFacts>;
  /** Updates the badge, the popup, the window and the notification, so that they show only the open questions. */
  readonly showQuestions: () => Promise<void>;
  readonly newId: () => string;
}

/**
 * The decisions about live profiles. In addition to `LiveGrants`, there are methods for the popup and for `Forget
 * everything`.
 */
export interface Grants extends LiveGrants {
  /**
   * Lets every local program use these profiles until this session ends, at most for 12 hours. Call this when a person
   * sets up a profile with the grant `session` in the popup, or chooses this grant later. Without this call, each
   * program that wants such a profile opens a question.
   */
  allowSession(names: readonly string[], session: GrantedSession): Promise<void>;
  /** Erases all answers, questions and grants, and ends the lock. */
  eraseAll(): Promise<void>;
}

/** Creates the part that decides about requests for live profiles. It also opens questions. */
export function createLiveGrants(deps: LiveGrantsDeps): Grants {
  const { states, sessionGrants, policy, newId } = deps;
  const lock = createCachedValue<boolean>(deps.disk, LOCK);
  const isLocked = async () => (await lock.get()) === true;

  /**
   * Whether the profile's own grant allows the request. A grant is valid only for programs on this computer. A program
   * that uses a separate socket (`via`), for example on an ssh server or in a container, needs a person's answer.
   */
  async function isGranted(profile: LiveProfile, { via }: KnownClient, session: Session): Promise<boolean> {
    if (via !== undefined || (await policy()).alwaysAsk) return false;
    if (profile.grant === 'session') return sessionGrants.isGranted(profile.name, session);
    return profile.grant === 'always';
  }

  async function refuses(profile: LiveProfile, { agent }: KnownClient): Promise<boolean> {
    if (profile.isPaused || (await isLocked())) return true;
    return agent !== undefined && (profile.notForAgents || (await policy()).notForAgents);
  }

  async function ask(state: LiveState, profile: LiveProfile, client: KnownClient, session: Session) {
    const { name, accountId, roleName } = profile;
    const asker = askerKey(profile, client);
    const allowed = mayAsk(state, name, asker);
    if (allowed === 'same') return [state, 'asking'] as const;
    if (allowed === 'silenced') return [state, 'refused'] as const;
    if (allowed === 'many') return [afterMany(state, name), 'refused'] as const;
    const facts = await deps.accountFacts(session, accountId);
    const role = { profile: name, accountId, roleName, ...facts };
    const question = { id: newId(), ...role, client, askedAt: state.seenAt, asker };
    return [withQuestion(state, question), 'asking'] as const;
  }

  async function decideIn(state: LiveState, ...given: [LiveProfile, KnownClient, Session]): Promise<Changed<Decision>> {
    const [profile, client] = given;
    if (await refuses(profile, client)) return [state, 'refused'];
    if (await isGranted(...given)) return [state, 'allowed'];
    const used = afterUse(state, askerKey(profile, client));
    return used ? [used, 'allowed'] : ask(state, ...given);
  }

  /** Deletes answers and questions. @param end gets the state and returns the part that is kept. */
  async function drop(end: (state: LiveState) => LiveState): Promise<void> {
    await states.change((state) => [end(state), null]);
    await deps.showQuestions();
  }

  const clear = () => drop(({ seenAt }) => emptyState(seenAt));

  return {
    refuses,
    async decide(...given) {
      const decision = await states.change((state) => decideIn(state, ...given));
      // Does not wait until the question window is open, so that the program gets its reply first.
      if (decision === 'asking') void deps.showQuestions().catch(() => undefined);
      return decision;
    },
    async lockAll() {
      await states.change(async (state) => {
        await lock.set(true);
        return [state, null];
      });
      await sessionGrants.clear();
      await clear();
    },
    unlock: () => lock.remove(),
    isLocked,
    endQuestions: (name) => drop((state) => without(state, name)),
    async forget(name) {
      await sessionGrants.forget(name);
      await drop((state) => without(state, name));
    },
    clear,
    allowSession: (names, session) => sessionGrants.grant(names, session),
    async eraseAll() {
      await sessionGrants.clear();
      await clear();
      await lock.remove();
    },
  };
}
