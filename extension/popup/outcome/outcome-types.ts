import type { ErrorReply } from '#core/errors.ts';
import type { NameParts } from '#core/names/template.ts';
import type { CliProfileForm, CliProfilesReply } from '#core/protocol/cli-profiles.ts';
import type { Renewal, WrittenTogether } from '#core/protocol/messages.ts';

/** A button that writes the same profile under another name. */
export interface OtherName {
  /** Label of the button. */
  readonly label: string;
  readonly write: () => void;
}

/** A role whose credentials could not be fetched, with the reason. */
export type RefusedRole = Extract<WrittenTogether, { is: 'not-fetched' }>['failed'][number];

/**
 * The outcome of a write that failed because the credentials of some roles could not be fetched. No profile was
 * written.
 */
export interface NotFetched {
  readonly is: 'not-fetched';
  readonly failed: readonly (RefusedRole & NameParts)[];
  /** Number of roles in the request. */
  readonly of: number;
  readonly retry: () => void;
  /** Writes only the profiles of the other roles, whose credentials could be fetched. Null if all roles failed. */
  readonly others: (() => void) | null;
}

/** The outcome after CLI profiles or live profiles were set up. */
export interface CliSaved {
  readonly is: 'cli-saved';
  readonly form: CliProfileForm;
  /** Name of the first role's profile. The message after the set-up shows this name. */
  readonly name: string;
  /** Number of roles in the request. */
  readonly of: number;
  readonly reply: CliProfilesReply;
}

/** Profiles were written, but there are warnings about the files, for example that a tool cannot read a file. */
export interface Warned {
  /** The host's warnings about the files. Undefined if there are no warnings. The list is never empty. */
  readonly warnings?: readonly string[];
  /** Sentences about the user's settings that were not written, for example a region. */
  readonly notes?: readonly string[];
}

/** The result of the last action, or `busy` while the action runs. Every `expiration` is in epoch ms. */
export type Outcome =
  | { readonly is: 'busy'; readonly text: string }
  | ({ readonly is: 'written'; readonly name: string; readonly expiration: number } & Warned)
  | { readonly is: 'copied'; readonly label: string; readonly expiration: number }
  | { readonly is: 'renewed'; readonly renewal: Renewal; readonly retry: () => void }
  | { readonly is: 'removed'; readonly name: string }
  | { readonly is: 'noted'; readonly text: string }
  | ({ readonly is: 'written-together'; readonly names: readonly string[]; readonly expiration: number } & Warned)
  | { readonly is: 'cancelled' }
  | NotFetched
  | CliSaved
  | {
      readonly is: 'failed';
      readonly error: ErrorReply;
      /** True if the action writes the credentials file. The message then says what happened to the file. */
      readonly writing: boolean;
      readonly retry: () => void;
      readonly other?: OtherName;
    };

/** A question before a write that needs the user's consent. `sentence` says what the write would overwrite. */
export interface Question {
  readonly title: string;
  readonly sentence: string;
  readonly replace: () => void;
  readonly other: OtherName;
}

/** Runs the actions of the popup, one at a time, and keeps the outcome of the last action. */
export interface Actions {
  /** The outcome of the last action. Null before the first action and after `dismiss`. */
  readonly outcome: Outcome | null;
  /** The open question, or null. */
  readonly question: Question | null;
  /**
   * Shows `text` while `work` runs. Then shows the outcome that `work` returns. Shows nothing if this outcome is null.
   * The call does nothing while another action runs.
   * @throws what `work` throws.
   */
  run(text: string, work: () => Promise<Outcome | null>): Promise<void>;
  /** Shows the outcome of an action that was not started with `run`. */
  show(outcome: Outcome): void;
  /** Asks the user for consent before something is overwritten. */
  confirm(question: Question): void;
  /** Closes the question and carries out the user's answer. */
  answer(answer: 'replace' | 'other' | 'cancel'): void;
  /** Hides the outcome. */
  dismiss(): void;
}
