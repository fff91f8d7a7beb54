import * as v from 'valibot';
import { exactly } from '../schema.ts';
import { QuestionAnswer } from './live.ts';
import type { QuestionView } from './live-view.ts';
import { reply } from './reply-type.ts';

/** The messages about questions of programs that want to use a live profile. */
export const questionMessages = {
  /** The answer to a question. Fails with QUESTION_ENDED if the question is no longer open. */
  'popup/answer-question': {
    from: ['popup', 'question'],
    body: exactly({ id: v.pipe(v.string(), v.minLength(1), v.maxLength(64)), answer: QuestionAnswer }),
    reply: reply<null>(),
  },
  /** The open questions, oldest first. */
  'question/open': {
    from: ['question'],
    body: exactly({}),
    reply: reply<{ readonly questions: readonly QuestionView[] }>(),
  },
} as const;
