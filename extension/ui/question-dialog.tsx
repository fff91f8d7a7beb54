import type { ComponentChildren } from 'preact';
import { ModalDialog } from './modal-dialog.tsx';

interface Props {
  readonly title: string;
  /** A sentence that says what would be lost. */
  readonly children: ComponentChildren;
  /** Label of the button with which the user agrees. */
  readonly label: string;
  /** An additional button for another choice. With this choice, no data is lost. */
  readonly other?: { readonly label: string; act(): void };
  onAnswer(yes: boolean): void;
}

/** Asks the user for consent before data of the user is lost. */
export function QuestionDialog({ title, children, label, other, onAnswer }: Props) {
  const cancel = () => onAnswer(false);
  return (
    <ModalDialog aria-labelledby="question-title" aria-describedby="question-why" onCancel={cancel}>
      <h2 id="question-title">{title}</h2>
      <p id="question-why">{children}</p>
      <div class="actions">
        <button type="button" onClick={cancel}>
          Cancel
        </button>
        {other && (
          <button type="button" class="other" onClick={other.act}>
            {other.label}
          </button>
        )}
        <button type="button" class="danger" onClick={() => onAnswer(true)}>
          {label}
        </button>
      </div>
    </ModalDialog>
  );
}
