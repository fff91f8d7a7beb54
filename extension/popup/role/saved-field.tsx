import { useId, useState } from 'preact/hooks';
import { TextField } from '../../ui/text-field.tsx';

interface Props {
  readonly label: string;
  readonly value: string | undefined;
  /** The value that applies while the field is empty. It is shown in grey in the empty field. */
  readonly placeholder?: string;
  readonly maxLength?: number;
  /** Id of a list that suggests values for the field. */
  readonly list?: string;
  /** Returns the reason why a text is invalid, or null. An invalid text is not saved. */
  why?(text: string): string | null;
  onSave(text: string): void;
}

/** A field whose value is saved when the field loses the focus or when the user presses Enter. */
export function SavedField({ value = '', why = () => null, onSave, ...rest }: Props) {
  const [text, setText] = useState<string | null>(null);
  const shown = text ?? value;
  const problem = why(shown.trim());
  const save = () => {
    if (text === null || problem !== null) return;
    setText(null);
    if (text.trim() !== value) onSave(text.trim());
  };
  return (
    <div class="saved-field">
      <TextField
        {...rest}
        id={useId()}
        value={shown}
        wrong={problem !== null}
        note={problem}
        onText={setText}
        onBlur={save}
        onKeyDown={(event) => event.key === 'Enter' && !event.ctrlKey && save()}
      />
    </div>
  );
}
