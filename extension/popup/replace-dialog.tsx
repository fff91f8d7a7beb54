import { useLayoutEffect, useRef } from 'preact/hooks';
import { Sentence } from '../ui/sentence.tsx';
import type { Question } from './use-actions.ts';

interface Props {
  readonly question: Question;
  onAnswer(replace: boolean): void;
}

/** Asks before something of the user's is written over. The browser's own dialog keeps the focus and hands it back. */
export function ReplaceDialog({ question, onAnswer }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);
  const cancel = (event: Event) => {
    event.preventDefault();
    onAnswer(false);
  };
  return (
    <dialog ref={dialog} aria-labelledby="replace-title" aria-describedby="replace-why" onCancel={cancel}>
      <h2 id="replace-title">Write profile {question.name}?</h2>
      <p id="replace-why">
        <Sentence text={question.sentence} />
      </p>
      <div class="actions">
        <button type="button" onClick={cancel}>
          Cancel
        </button>
        <button type="button" class="danger" onClick={() => onAnswer(true)}>
          Replace
        </button>
      </div>
    </dialog>
  );
}
