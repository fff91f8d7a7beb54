import { useRef, useState } from 'preact/hooks';
import type { Actions, Outcome, Question } from './outcome-types.ts';

/**
 * Keeps the state of the popup's actions: the action that is running, the last outcome, and the question that is open.
 */
export function useActions(): Actions {
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [question, setQuestion] = useState<Question | null>(null);
  const busy = useRef(false);
  return {
    outcome,
    question,
    async run(text, work) {
      if (busy.current) return;
      busy.current = true;
      setOutcome({ is: 'busy', text });
      try {
        setOutcome(await work());
      } finally {
        busy.current = false;
      }
    },
    show: setOutcome,
    confirm: setQuestion,
    answer(answer) {
      setQuestion(null);
      if (answer === 'replace') question?.replace();
      if (answer === 'other') question?.other.write();
    },
    dismiss: () => setOutcome(null),
  };
}
