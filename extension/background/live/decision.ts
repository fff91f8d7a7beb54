import type { KnownClient } from '#core/protocol/live.ts';
import type { QuestionView } from '#core/protocol/live-view.ts';
import type { Session } from '../sessions/session.ts';
import type { LiveProfile } from './live-profile.ts';

/**
 * The answer to a program that wants the keys of a live profile. `asking` means: a person must answer a question first.
 * The question stays open even when the program has ended.
 */
export type Decision = 'allowed' | 'refused' | 'asking';

/**
 * Decides which programs may use live profiles. The person's answers are stored, so they are kept when the browser
 * restarts the worker.
 */
export interface LiveGrants {
  /**
   * Returns true if a request must be refused before a question opens. This is so if the profile is paused, or if all
   * live profiles are locked. It is also so if a coding agent makes the request, and the profile or an administrator
   * forbids agents.
   */
  refuses(profile: LiveProfile, client: KnownClient): Promise<boolean>;
  /**
   * Decides about one request. Opens a question if a person must answer. Before the call, check that `session` belongs
   * to the profile's portal and user.
   */
  decide(profile: LiveProfile, client: KnownClient, session: Session): Promise<Decision>;
  /**
   * Lets every local program use these profiles until this session ends, at most for 12 hours. Call this when a person
   * sets up a profile with the grant `session` in the popup, or chooses this grant later. Without this call, each
   * program that wants such a profile opens a question.
   */
  allowSession(names: readonly string[], session: Pick<Session, 'tokenMark'>): Promise<void>;
  /**
   * Locks all live profiles: deletes all answers and open questions, and refuses all requests until `unlock` is called.
   * The lock stays when the browser stops the worker.
   */
  lockAll(): Promise<void>;
  /** Ends the lock. Answers that a person gave before the lock stay deleted. */
  unlock(): Promise<void>;
  /** Whether all live profiles are locked now. */
  isLocked(): Promise<boolean>;
  /**
   * Deletes the answers and questions about a profile that was paused. If the profile has a grant for the session, this
   * grant stays.
   */
  endQuestions(name: string): Promise<void>;
  /**
   * Deletes the grant, answers and questions about one profile, for example because the profile was removed or set up
   * again.
   */
  forget(name: string): Promise<void>;
  /**
   * Deletes all answers and questions, but keeps the lock. Call this when this computer's clock jumped, or when the
   * session or its user changed.
   */
  clear(): Promise<void>;
  /** Erases all answers, questions and grants, and ends the lock. */
  eraseAll(): Promise<void>;
}

/** The questions that a person has not answered yet. */
export interface LiveQuestions {
  /** The open questions, oldest first. */
  open(): Promise<readonly QuestionView[]>;
}
