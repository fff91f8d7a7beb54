import type { LiveClient, LiveGrant } from './live.ts';

/*
 * The part of the view about live profiles and about profiles that Keyferry keeps fresh. Like view.ts, this file has no
 * schemas.
 */

/**
 * The key under which `storage.session` stores the person's answers and the open questions. The stored value changes
 * with every question and every answer. Only the worker reads the value.
 */
export const LIVE_ANSWERS_KEY = 'live-answers';
/** How long a question stays open if the person does not answer, in ms. */
export const QUESTION_MS = 2 * 60_000;

/** A live profile as the popup shows it. */
export interface LiveProfileView {
  readonly name: string;
  /** The start URL, the account and the role for which the profile gives keys. */
  readonly portal: string;
  readonly accountId: string;
  readonly roleName: string;
  readonly grant: LiveGrant;
  readonly isPaused: boolean;
  /** Whether the extension refuses requests of coding agents for this profile. */
  readonly notForAgents: boolean;
  /** When a program last used the profile, in epoch ms, or null. `usedBy` is the name of that program. */
  readonly usedAt: number | null;
  readonly usedBy: string | null;
  /** How many times the extension has given keys of this profile. */
  readonly uses: number;
}

/** A question to the person, because a program wants keys of a live profile or wants a new live profile. */
export interface QuestionView {
  /** The random id of the question. */
  readonly id: string;
  readonly profile: string;
  readonly accountId: string;
  /** The account's name in the portal's list, or null. */
  readonly accountName: string | null;
  readonly roleName: string;
  readonly isProduction: boolean;
  readonly client: LiveClient & { readonly isVerified: boolean };
  /** Present only if the program wants a new profile. `portal` is the portal's label. */
  readonly setUp?: { readonly portal: string };
  /** When the program sent its request, in epoch ms. */
  readonly askedAt: number;
}

/** The live profiles of this browser, and whether all of them are turned off or locked. */
export interface LiveView {
  /** Whether live profiles are turned on. If they are off, no port stays open and no socket exists. */
  readonly isOn: boolean;
  /** Whether an administrator's policy has turned live profiles off. */
  readonly isForbidden: boolean;
  /**
   * Whether all live profiles are locked. After `Lock all`, no program gets keys until the person unlocks them in the
   * popup.
   */
  readonly isLocked: boolean;
  /** Whether the host's socket is open now. */
  readonly isServing: boolean;
  readonly profiles: readonly LiveProfileView[];
  readonly questions: readonly QuestionView[];
  /**
   * Whether Keyferry has the permission `cookies`. With this permission, live profiles work after a restart of the
   * browser even if no portal tab is open.
   */
  readonly survivesRestart: boolean;
}

/** Profiles with keys that Keyferry renews before they expire. */
export interface FreshView {
  /** The names of these profiles. */
  readonly names: readonly string[];
  /**
   * The profiles that Keyferry could not renew. The popup shows each `message` until a renewal of the profile succeeds.
   */
  readonly failures: readonly { readonly name: string; readonly message: string }[];
}

/** The view if Keyferry keeps no profile fresh. */
export const nothingFresh: FreshView = { names: [], failures: [] };

/** The view of live profiles before the first one is set up. */
export const nothingLive: LiveView = {
  isOn: false,
  isForbidden: false,
  isLocked: false,
  isServing: false,
  profiles: [],
  questions: [],
  survivesRestart: false,
};
