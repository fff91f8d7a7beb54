import { useRef, useState } from 'preact/hooks';
import type { ErrorReply } from '#core/errors.ts';
import type { NameParts } from '#core/names/template.ts';
import type { Personal } from '#core/personal.ts';
import type { Renewal, SessionView } from '#core/protocol/messages.ts';
import type { Format } from '#core/shells/shell-export.ts';
import type { CliSaved } from '../cli/save.ts';
import type { RoleParts } from '../role/lazy-role-parts.ts';
import type { NotFetched } from './write-profiles.ts';

/** Another name that a profile can have, and its write. */
export interface OtherName {
  readonly name: string;
  readonly write: () => void;
}

/** What the last action came to; `busy` while it runs. */
export type Outcome =
  | { readonly is: 'busy'; readonly text: string }
  | { readonly is: 'written'; readonly name: string; readonly expiration: number }
  | { readonly is: 'copied'; readonly label: string; readonly expiration: number }
  | { readonly is: 'renewed'; readonly renewal: Renewal; readonly retry: () => void }
  | { readonly is: 'removed'; readonly name: string }
  | { readonly is: 'noted'; readonly text: string }
  | { readonly is: 'written-together'; readonly count: number; readonly expiration: number }
  | { readonly is: 'cancelled' }
  | NotFetched
  | CliSaved
  | {
      readonly is: 'failed';
      readonly error: ErrorReply;
      readonly writing: boolean;
      readonly retry: () => void;
      readonly other?: OtherName;
    };

/** A write that waits for the user's word, with the sentence that says what would be lost. */
export interface Question {
  readonly title: string;
  readonly sentence: string;
  readonly replace: () => void;
}

/** What the user chose, for all roles and for this session's. */
export interface Preferences {
  readonly personal: Personal;
  readonly defaultRegion: string;
}

export interface Actions {
  readonly outcome: Outcome | null;
  readonly question: Question | null;
  write(role: NameParts, name: string, replace?: boolean): void;
  copy(role: NameParts, format: Format, name: string): void;
  openConsole(role: NameParts): void;
  copyConsoleLink(role: NameParts): void;
  /** Makes it a favourite, or none any more. */
  favour(role: NameParts): void;
  /** Shows what something else came to. */
  tell(outcome: Outcome): void;
  /** Does another thing in the same way: one at a time, `text` shown meanwhile. */
  run(text: string, work: () => Promise<Outcome | null>): Promise<void>;
  /** Asks the user before something is written over. */
  asks(question: Question): void;
  /** The answer to `question`. */
  answer(replace: boolean): void;
  dismiss(): void;
}

/**
 * What is done with roles and profiles, one at a time.
 * @param session whose roles these are.
 * @param parts nothing is done before they are there.
 */
export function useActions(session: SessionView, preferences: Preferences, parts: RoleParts | null): Actions {
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [question, setQuestion] = useState<Question | null>(null);
  const busy = useRef(false);

  const run = async (text: string, work: () => Promise<Outcome | null>) => {
    if (busy.current) return;
    busy.current = true;
    setOutcome({ is: 'busy', text });
    try {
      setOutcome(await work());
    } finally {
      busy.current = false;
    }
  };
  const does = parts?.roleActions({ session, preferences, run, tell: setOutcome, asks: setQuestion });

  return {
    outcome,
    question,
    run,
    asks: setQuestion,
    write: (...wish) => does?.write(...wish),
    copy: (...wish) => does?.copy(...wish),
    openConsole: (role) => does?.openConsole(role),
    copyConsoleLink: (role) => does?.copyConsoleLink(role),
    favour: (role) => does?.favour(role),
    tell: setOutcome,
    answer(replace) {
      setQuestion(null);
      if (replace) question?.replace();
    },
    dismiss: () => setOutcome(null),
  };
}
