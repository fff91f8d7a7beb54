import { useEffect } from 'preact/hooks';
import { askedFor, QuestionCard } from '../ui/question-card.tsx';
import { Sentence } from '../ui/sentence.tsx';
import { useSettled } from '../ui/use-settled.ts';
import { closePage } from './close-page.ts';
import { useQuestions } from './use-questions.ts';

/**
 * Removes the focus from a button when the person leaves the window. Otherwise a key press could press the button by
 * accident when the person comes back.
 */
function useNoFocusAfterBlur(): void {
  useEffect(() => {
    const drop = () => (document.activeElement as HTMLElement | null)?.blur();
    window.addEventListener('blur', drop);
    return () => window.removeEventListener('blur', drop);
  }, []);
}

/** The question window. It shows the oldest question. The window closes when there are no more questions. */
export function QuestionPage() {
  const { questions, problem, answer } = useQuestions();
  const question = questions?.[0];
  const settled = useSettled(question?.id ?? '');
  useNoFocusAfterBlur();
  useEffect(() => {
    if (questions?.length === 0) void closePage();
  }, [questions]);
  const all = questions ?? [];
  return (
    <main>
      <header>
        <h1>{question ? askedFor(question) : 'A program asks for keys'}</h1>
        {all.length > 1 && <span class="muted">1 of {all.length} questions</span>}
      </header>
      <div role="alert">
        {problem && (
          <p class="problem">
            <Sentence text={problem.message} />
          </p>
        )}
      </div>
      {question && (
        <QuestionCard
          key={question.id}
          question={question}
          isReady={settled.isReady}
          onAnswer={(given) => settled.run(() => answer([question.id], given))}
        />
      )}
      {all.length > 1 && (
        <p class="all">
          <button
            type="button"
            class="quiet"
            aria-disabled={!settled.isReady}
            onClick={() =>
              settled.run(() =>
                answer(
                  all.map(({ id }) => id),
                  'deny',
                ),
              )
            }
          >
            Deny all {all.length} questions
          </button>
        </p>
      )}
    </main>
  );
}
