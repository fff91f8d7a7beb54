import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

interface Props {
  readonly title: string;
  /** What would be lost. */
  readonly children: ComponentChildren;
  /** Of the button that goes on. */
  readonly label: string;
  onAnswer(yes: boolean): void;
}

/** Asks before something of the user's goes. The browser's own dialog keeps the focus and hands it back. */
export function QuestionDialog({ title, children, label, onAnswer }: Props) {
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
    <dialog ref={dialog} aria-labelledby="question-title" aria-describedby="question-why" onCancel={cancel}>
      <h2 id="question-title">{title}</h2>
      <p id="question-why">{children}</p>
      <div class="actions">
        <button type="button" onClick={cancel}>
          Cancel
        </button>
        <button type="button" class="danger" onClick={() => onAnswer(true)}>
          {label}
        </button>
      </div>
    </dialog>
  );
}
