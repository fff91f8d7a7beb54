import type { LiveClient, LiveGrant } from './live.ts';

/* The part of the view about live profiles and about profiles that are kept fresh. It has no schemas, as in view.ts. */

/**
 * A key in `storage.session`. The stored value changes with every question and every answer. Only the worker reads the
 * value.
 */
export const LIVE_ANSWERS_KEY = 'live-answers';
/** How long a question stays open without an answer, ms. */
export const QUESTION_MS = 2 * 60_000;

/** A live profile as the popup shows it. */
export interface LiveProfileView {
  readonly name: string;
  /** The start URL, the account and the role that the profile stands for. */
  readonly portal: string;
  readonly accountId: string;
  readonly roleName: string;
  readonly grant: LiveGrant;
  readonly isPaused: boolean;
  /** Whether requests of coding agents are refused. */
  readonly notForAgents: boolean;
  /** Epoch ms of the last use, or null. `usedBy`: name of the program that used it. */
  readonly usedAt: number | null;
  readonly usedBy: string | null;
  /** Number of answers with keys. */
  readonly uses: number;
}

/** A program asks for keys of a live profile, or wants a new one, and a person must answer. */
export interface QuestionView {
  /** A random id. */
  readonly id: string;
  readonly profile: string;
  readonly accountId: string;
  /** The account's name from the list, or null. */
  readonly accountName: string | null;
  readonly roleName: string;
  readonly isProduction: boolean;
  readonly client: LiveClient & { readonly isVerified: boolean };
  /** Present if the program does not ask for keys but wants a new profile. `portal`: the portal's label. */
  readonly setUp?: { readonly portal: string };
  /** When the program asked, in epoch ms. */
  readonly askedAt: number;
}

/** The live profiles of this browser, and what stops all of them. */
export interface LiveView {
  /** The one switch. If off, no port stays open and no socket exists. */
  readonly isOn: boolean;
  /** Whether a policy turned live profiles off for everyone. */
  readonly isForbidden: boolean;
  /** Whether everything is locked. After `Lock all`, no keys are given out until a person unlocks in the popup. */
  readonly isLocked: boolean;
  /** Whether the host listens on its socket now. */
  readonly isServing: boolean;
  readonly profiles: readonly LiveProfileView[];
  readonly questions: readonly QuestionView[];
  /** Whether keys survive a restart of the browser without a portal tab: the permission `cookies` is granted. */
  readonly survivesRestart: boolean;
}

/** Written profiles that are kept fresh. */
export interface FreshView {
  /** Names of the profiles that are kept fresh. */
  readonly names: readonly string[];
  /**
   * Profiles that could not be renewed, each with one sentence. The popup shows the sentence until a renewal succeeds.
   */
  readonly failures: readonly { readonly name: string; readonly message: string }[];
}

/** The view while no profile is kept fresh. */
export const nothingFresh: FreshView = { names: [], failures: [] };

/** The view of live profiles before a person sets up the first one. */
export const nothingLive: LiveView = {
  isOn: false,
  isForbidden: false,
  isLocked: false,
  isServing: false,
  profiles: [],
  questions: [],
  survivesRestart: false,
};
