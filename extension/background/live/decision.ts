import type { KnownClient } from '#core/protocol/live.ts';
import type { QuestionView } from '#core/protocol/live-view.ts';
import type { Session } from '../sessions/session.ts';
import type { LiveProfile } from './live-profile.ts';

/**
 * Whether a program may get the keys of a live profile. `asking`: a person must answer a question first, and the
 * question stays open after the program has gone.
 */
export type Decision = 'allowed' | 'refused' | 'asking';

/** Who may use live profiles. All methods also work in a new worker, because the answers are in storage. */
export interface LiveGrants {
  /**
   * Whether a request is refused without a question: the profile is paused, everything is locked, or a coding agent
   * asks and the profile or an administrator excludes agents.
   */
  refuses(profile: LiveProfile, client: KnownClient): Promise<boolean>;
  /**
   * Decides about one request. Opens a question if a person must answer. The caller has checked that `session` is of
   * the profile's portal and user.
   */
  decide(profile: LiveProfile, client: KnownClient, session: Session): Promise<Decision>;
  /**
   * Grants profiles to every local program until this session ends, at most for 12 hours. Call this when a person sets
   * a profile up in the popup with the grant `session`, or chooses this grant. Without this call, each program's
   * request for such a profile opens a question.
   */
  allowSession(names: readonly string[], session: Pick<Session, 'tokenMark'>): Promise<void>;
  /**
   * Ends all answers and open questions, and refuses everything until `unlock`. The lock stays when the browser stops
   * the worker.
   */
  lockAll(): Promise<void>;
  /** Ends the lock. Answers from before the lock do not come back. */
  unlock(): Promise<void>;
  /** Whether everything is locked now. */
  isLocked(): Promise<boolean>;
  /** Drops answers and questions about a profile that was paused. The profile's grant for the session stays. */
  endQuestions(name: string): Promise<void>;
  /** Drops grant, answers and questions about one profile, for example because it was removed or set up again. */
  forget(name: string): Promise<void>;
  /** Drops all answers and questions, but not the lock: the clock jumped, or the session or its user changed. */
  clear(): Promise<void>;
  /** Erases all answers, questions, grants and the lock. */
  eraseAll(): Promise<void>;
}

/** The questions that wait for an answer. */
export interface LiveQuestions {
  /** The open questions, oldest first. */
  open(): Promise<readonly QuestionView[]>;
}
