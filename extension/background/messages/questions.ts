import type { Questions } from '../questions/questions.ts';
import type { Handlers } from './router.ts';

export interface QuestionHandlerDeps {
  readonly questions: Pick<Questions, 'open' | 'answer'>;
}

/**
 * Handles messages about questions. A question opens when a program wants keys or a new profile. The popup and the
 * question window send these messages.
 */
export function questionHandlers({
  questions,
}: QuestionHandlerDeps): Pick<Handlers, 'question/open' | 'popup/answer-question'> {
  return {
    'question/open': async () => ({ questions: await questions.open() }),

    async 'popup/answer-question'({ id, answer }) {
      await questions.answer(id, answer);
      return null;
    },
  };
}
