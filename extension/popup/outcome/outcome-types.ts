import type { ErrorReply } from '#core/errors.ts';
import type { NameParts } from '#core/names/template.ts';
import type { CliProfilesReply } from '#core/protocol/cli-profiles.ts';
import type { Renewal, WrittenTogether } from '#core/protocol/messages.ts';

/** Other names to offer, and the write under them. */
export interface OtherName {
  /** Of the button. */
  readonly label: string;
  readonly write: () => void;
}

/** A role whose credentials could not be fetched, with the reason. */
export type RefusedRole = Extract<WrittenTogether, { is: 'not-fetched' }>['failed'][number];

/** Nothing was written, because the credentials of some roles could not be fetched. */
export interface NotFetched {
  readonly is: 'not-fetched';
  readonly failed: readonly (RefusedRole & NameParts)[];
  /** Number of roles that were to be written. */
  readonly of: number;
  readonly retry: () => void;
  /** Writes the profiles of the other roles; null when every role failed. */
  readonly others: (() => void) | null;
}

/** CLI profiles were set up. */
export interface CliSaved {
  readonly is: 'cli-saved';
  /** A profile to sign in with. */
  readonly name: string;
  /** Number of roles in the request. */
  readonly of: number;
  readonly reply: CliProfilesReply;
}

/** Profiles were written, but the host has something to say about the files: for example, that a tool cannot read one. */
export interface Warned {
  /** The host's sentences; at least one, if present. */
  readonly warnings?: readonly string[];
  /** Sentences about choices of the user that were not written. */
  readonly notes?: readonly string[];
}

/** Result of the last action; `busy` while it runs. Every `expiration` is in epoch ms. */
export type Outcome =
  | { readonly is: 'busy'; readonly text: string }
  | ({ readonly is: 'written'; readonly name: string; readonly expiration: number } & Warned)
  | { readonly is: 'copied'; readonly label: string; readonly expiration: number }
  | { readonly is: 'renewed'; readonly renewal: Renewal; readonly retry: () => void }
  | { readonly is: 'removed'; readonly name: string }
  | { readonly is: 'noted'; readonly text: string }
  | ({ readonly is: 'written-together'; readonly count: number; readonly expiration: number } & Warned)
  | { readonly is: 'cancelled' }
  | NotFetched
  | CliSaved
  | {
      readonly is: 'failed';
      readonly error: ErrorReply;
      /** The action writes the credentials file, so the message says what happened to that file. */
      readonly writing: boolean;
      readonly retry: () => void;
      readonly other?: OtherName;
    };

/** A write that needs the user's consent. `sentence` says what would be lost. */
export interface Question {
  readonly title: string;
  readonly sentence: string;
  readonly replace: () => void;
  readonly other: OtherName;
}

/** Runs the actions of the popup, one at a time, and holds their outcome. */
export interface Actions {
  /** Null before the first action and after `dismiss`. */
  readonly outcome: Outcome | null;
  /** The open question, or null. */
  readonly question: Question | null;
  /**
   * Shows `text` while `work` runs, then its outcome (null shows nothing). Ignored while another action runs.
   * @throws what `work` throws.
   */
  run(text: string, work: () => Promise<Outcome | null>): Promise<void>;
  /** Shows the outcome of something that did not go through `run`. */
  show(outcome: Outcome): void;
  /** Asks the user before something is overwritten. */
  confirm(question: Question): void;
  /** Closes the question and does what the answer says. */
  answer(answer: 'replace' | 'other' | 'cancel'): void;
  /** Hides the outcome. */
  dismiss(): void;
}
