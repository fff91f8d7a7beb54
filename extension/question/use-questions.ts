import { useEffect, useRef, useState } from 'preact/hooks';
import type { ErrorReply } from '#core/errors.ts';
import type { QuestionAnswer } from '#core/protocol/live.ts';
import { LIVE_ANSWERS_KEY, QUESTION_MS, type QuestionView } from '#core/protocol/live-view.ts';
import { api } from '../ui/browser-api.ts';
import { ask } from '../ui/worker-client.ts';

export interface OpenQuestions {
  /** The open questions, oldest first; null until the worker has answered. */
  readonly questions: readonly QuestionView[] | null;
  /** The reason why the last answer was refused, or why the questions could not be loaded. */
  readonly problem: ErrorReply | null;
  /** Sends the person's answer to the worker. */
  answer(ids: readonly string[], answer: QuestionAnswer): void;
}

/**
 * Calls `changed` when the worker has stored a question or an answer. This hook does not read the stored value itself.
 */
function onStoredAnswer(changed: () => void): () => void {
  const listener = (changes: Record<string, unknown>, area: string) => {
    if (area === 'session' && Object.hasOwn(changes, LIVE_ANSWERS_KEY)) changed();
  };
  api.storage.onChanged.addListener(listener);
  return () => api.storage.onChanged.removeListener(listener);
}

/** The open questions, as the worker returns them. */
export function useQuestions(): OpenQuestions {
  const [questions, setQuestions] = useState<readonly QuestionView[] | null>(null);
  const [problem, setProblem] = useState<ErrorReply | null>(null);
  const isAnswering = useRef(false);

  async function load(): Promise<void> {
    const answer = await ask('question/open', {});
    if (answer.ok) setQuestions(answer.value.questions);
    else setProblem(answer);
  }

  async function answerAll(ids: readonly string[], given: QuestionAnswer): Promise<void> {
    // Ignores a second click if the page still shows the question of the first click.
    if (isAnswering.current) return;
    isAnswering.current = true;
    setProblem(null);
    for (const id of ids) {
      const answer = await ask('popup/answer-question', { id, answer: given });
      // If the person denies one question, all questions about the same profile end. So another question in the list
      // may already have ended.
      if (!answer.ok && !(given === 'deny' && answer.code === 'QUESTION_ENDED')) setProblem(answer);
    }
    await load();
    isAnswering.current = false;
  }

  useEffect(() => {
    void load();
    return onStoredAnswer(() => void load());
  }, []);

  // When the oldest question ends, this page requests the questions again. The page cannot wait for the worker to
  // report the end, because the browser may have stopped the worker.
  const end = questions?.[0] && questions[0].askedAt + QUESTION_MS;
  useEffect(() => {
    if (end === undefined) return;
    const timer = setTimeout(() => void load(), Math.max(0, Math.min(end - Date.now(), QUESTION_MS)) + 50);
    return () => clearTimeout(timer);
  }, [end, questions]);

  return { questions, problem, answer: (ids, given) => void answerAll(ids, given) };
}
