import type { RoleRef } from '#core/credentials.ts';
import type { KnownClient } from '#core/protocol/live.ts';
import type { Session } from '../sessions/session.ts';
import { requestKey } from './asker-key.ts';
import type { AccountFacts } from './live-grants.ts';
import type { LiveState, LiveStates, OpenQuestion } from './live-state.ts';
import { afterUse, mayAsk, subjectOf, withQuestion } from './question-rules.ts';

/** A program's wish for a new live profile. */
export interface SetUpWish extends RoleRef {
  /** Name of the new profile. */
  readonly profile: string;
  readonly client: KnownClient;
  /** The session whose list has the role. */
  readonly session: Session;
}

/**
 * The state of a wish. `allowed`: the person clicked `Set up`; the answer is used up by this call. `refused`: the
 * person denied the wish a short time ago, or too many questions are open. `none`: no question was opened yet.
 */
export type WishState = 'allowed' | 'asking' | 'refused' | 'none';

export interface SetUpQuestionsDeps {
  readonly states: LiveStates;
  readonly accountFacts: (session: Session, accountId: string) => Promise<AccountFacts>;
  /** Makes the badge, the popup, the window and the notification show only the questions that are open now. */
  readonly showQuestions: () => Promise<void>;
  /** Resolves when the question with this id is no longer open. */
  readonly ended: (id: string) => Promise<void>;
  readonly newId: () => string;
}

/** The questions whether a program may get a new live profile. Only a person's click allows it. */
export interface SetUpQuestions {
  /** The state of a wish. Opens no question. */
  stateOf(wish: SetUpWish): Promise<WishState>;
  /**
   * Opens the question if that is still possible.
   * @returns `ended` resolves when the question has ended. Null if no question was opened.
   */
  open(wish: SetUpWish): Promise<{ readonly ended: Promise<void> } | null>;
}

const subjectOfWish = ({ profile, accountId, roleName, session }: SetUpWish): Parameters<typeof subjectOf>[0] => ({
  ...{ id: '', profile, accountId, roleName, accountName: null, isProduction: false, askedAt: 0 },
  ...{ client: { isVerified: false }, setUp: { portal: session.label } },
});

/** Identifies who wants what. Only the program that was named in the question may use its answer. */
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
