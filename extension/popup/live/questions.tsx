import { useState } from 'preact/hooks';
import type { ErrorReply } from '#core/errors.ts';
import type { QuestionAnswer } from '#core/protocol/live.ts';
import type { QuestionView } from '#core/protocol/live-view.ts';
import { askedFor, QuestionCard } from '../../ui/question-card.tsx';
import { Sentence } from '../../ui/sentence.tsx';
import { useSettled } from '../../ui/use-settled.ts';
import { ask } from '../../ui/worker-client.ts';

/**
 * The oldest question about a program's request. It is shown above every screen. The question never gets the focus
 * automatically.
 */
export function Questions({ questions }: { questions: readonly QuestionView[] }) {
  const [problem, setProblem] = useState<ErrorReply | null>(null);
  /**
   * Ids of the questions that the user has answered. The view may contain these questions for a short time, until the
   * worker publishes a new view.
   */
  const [answered, setAnswered] = useState<readonly string[]>([]);
  const open = questions.filter(({ id }) => !answered.includes(id));
  const [question] = open;
  const settled = useSettled(question?.id ?? '');
  const answer = async (id: string, given: QuestionAnswer) => {
    setAnswered([...answered, id]);
    setProblem(null);
    const reply = await ask('popup/answer-question', { id, answer: given });
    if (!reply.ok) setProblem(reply);
  };
  if (!question && !problem) return null;
  return (
    <div class="questions">
      <div role="alert">
        {problem && (
          <p class="problem">
            <Sentence text={problem.message} />
          </p>
        )}
        {question && (
          <h2>
            {askedFor(question)}
            {open.length > 1 && ` (1 of ${open.length} questions)`}
          </h2>
        )}
      </div>
      {question && (
        <QuestionCard
          key={question.id}
          question={question}
          isReady={settled.isReady}
          onAnswer={(given) => settled.run(() => void answer(question.id, given))}
        />
      )}
    </div>
  );
}
