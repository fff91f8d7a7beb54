import { KeyferryError } from '#core/errors.ts';
import type { QuestionAnswer } from '#core/protocol/live.ts';
import { QUESTION_MS, type QuestionView } from '#core/protocol/live-view.ts';
import type { LiveQuestions } from '../live/decision.ts';
import type { LiveStates, OpenQuestion } from './live-state.ts';
import { afterAnswer } from './question-rules.ts';

/** Shows the open questions to the person, for example with the badge or in the question window. */
export interface QuestionDisplay {
  /**
   * Shows exactly these questions. The question window, for example, closes if there is no question.
   * @param questions oldest first; empty if no question is open.
   */
  show(questions: readonly QuestionView[]): Promise<void>;
}

export interface QuestionsDeps {
  readonly states: LiveStates;
  readonly displays: readonly QuestionDisplay[];
  /** Gives the current time, in epoch ms. */
  readonly now: () => number;
  /** Calls `task` after `ms` milliseconds, like setTimeout. */
  readonly later: (task: () => void, ms: number) => () => void;
}

/**
 * The questions that a person must answer, because programs want keys or new profiles. Questions and answers are
 * stored, so they are kept when the browser restarts the worker.
 */
export interface Questions extends LiveQuestions {
  /** Stores the person's answer to a question. @throws QUESTION_ENDED if the question is not open. */
  answer(id: string, answer: QuestionAnswer): Promise<void>;
  /**
   * Updates the badge, the popup, the window and the notification, so that they show only the open questions. Call this
   * at the start of the worker and after each alarm: the last worker may have left a window open.
   */
  update(): Promise<void>;
}

function viewOf({ asker: _, ...view }: OpenQuestion): QuestionView {
  return view;
}

/** Creates the list of open questions. */
export function createQuestions({ states, displays, now, later }: QuestionsDeps): Questions {
  let stopTimer = () => {};
  const open = async () => (await states.read()).questions.map(viewOf);

  /** Calls `update` at the time when the oldest question ends. */
  function wait(questions: readonly QuestionView[]): void {
    stopTimer();
    const [oldest] = questions;
    if (!oldest) return;
    const ms = Math.max(0, Math.min(oldest.askedAt + QUESTION_MS - now(), QUESTION_MS));
    stopTimer = later(() => void update().catch(() => undefined), ms);
  }

  async function update(): Promise<void> {
    // This change also stores the current time. So the worker notices if the clock is set back later.
    const questions = await states.change((state) => [state, state.questions.map(viewOf)]);
    wait(questions);
    await Promise.all(displays.map((each) => each.show(questions)));
  }

  return {
    open,
    async answer(id, answer) {
      const wasOpen = await states.change((state) => {
        const next = afterAnswer(state, id, answer);
        return [next ?? state, next !== null];
      });
      await update().catch(() => undefined);
      if (!wasOpen) throw new KeyferryError('QUESTION_ENDED');
    },
    update,
  };
}
