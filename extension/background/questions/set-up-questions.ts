import type { RoleRef } from '#core/credentials.ts';
import type { KnownClient } from '#core/protocol/live.ts';
import type { Session } from '../sessions/session.ts';
import { requestKey } from './asker-key.ts';
import type { AccountFacts } from './live-grants.ts';
import type { LiveState, LiveStates, OpenQuestion } from './live-state.ts';
import { afterUse, mayAsk, subjectOf, withQuestion } from './question-rules.ts';

/** A program's request for a new live profile. */
export interface SetUpWish extends RoleRef {
  /** Name of the new profile. */
  readonly profile: string;
  readonly client: KnownClient;
  /** The session whose list of roles contains the role. */
  readonly session: Session;
}

/**
 * The state of a program's request. `allowed`: the person clicked `Set up`, and this answer is now used up. `asking`:
 * the question is open. `refused`: the person denied the request a short time ago, or too many questions are open.
 * `none`: no question was opened yet.
 */
export type WishState = 'allowed' | 'asking' | 'refused' | 'none';

export interface SetUpQuestionsDeps {
  readonly states: LiveStates;
  readonly accountFacts: (session: Session, accountId: string) => Promise<AccountFacts>;
  /** Updates the badge, the popup, the window and the notification, so that they show only the open questions. */
  readonly showQuestions: () => Promise<void>;
  /** Resolves when the question with this id is no longer open. */
  readonly ended: (id: string) => Promise<void>;
  readonly newId: () => string;
}

/** Asks the person whether a program may get a new live profile. Only a click of the person allows it. */
export interface SetUpQuestions {
  /** The state of a program's request. Opens no question. */
  stateOf(wish: SetUpWish): Promise<WishState>;
  /**
   * Opens the question if the state of the request is `none`.
   * @returns `ended`, which resolves when the question has ended. Null if no question was opened.
   */
  open(wish: SetUpWish): Promise<{ readonly ended: Promise<void> } | null>;
}

const subjectOfWish = ({ profile, accountId, roleName, session }: SetUpWish): Parameters<typeof subjectOf>[0] => ({
  ...{ id: '', profile, accountId, roleName, accountName: null, isProduction: false, askedAt: 0 },
  ...{ client: { isVerified: false }, setUp: { portal: session.label } },
});

/**
 * A text that identifies which program asks for which profile. Only the program that the question named may use the
 * person's answer.
 */
const askerOf = ({ profile, accountId, roleName, session, client }: SetUpWish): string =>
  requestKey(['set up', profile, session.startUrl, session.identity, session.tokenMark, accountId, roleName], client);

export function createSetUpQuestions(deps: SetUpQuestionsDeps): SetUpQuestions {
  const { states } = deps;

  function stateIn(state: LiveState, wish: SetUpWish): readonly [LiveState, WishState] {
    const used = afterUse(state, askerOf(wish));
    if (used) return [used, 'allowed'];
    const may = mayAsk(state, subjectOf(subjectOfWish(wish)), askerOf(wish));
    if (may === 'same') return [state, 'asking'];
    return [state, may === 'yes' ? 'none' : 'refused'];
  }

  async function questionFor(state: LiveState, wish: SetUpWish): Promise<OpenQuestion> {
    const { profile, accountId, roleName, client, session } = wish;
    const facts = await deps.accountFacts(session, accountId);
    const what = { profile, accountId, roleName, ...facts, setUp: { portal: session.label } };
    return { id: deps.newId(), ...what, client, askedAt: state.seenAt, asker: askerOf(wish) };
  }

  return {
    stateOf: (wish) => states.change((state) => stateIn(state, wish)),
    async open(wish) {
      const id = await states.change(async (state) => {
        if (stateIn(state, wish)[1] !== 'none') return [state, null] as const;
        const question = await questionFor(state, wish);
        return [withQuestion(state, question), question.id] as const;
      });
      if (id === null) return null;
      const ended = deps.ended(id);
      void deps.showQuestions().catch(() => undefined);
      return { ended };
    },
  };
}
