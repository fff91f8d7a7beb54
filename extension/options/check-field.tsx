import type { ComponentChildren } from 'preact';

interface Props {
  /** Id of the checkbox. The id of the note is `<id>-note`. */
  readonly id: string;
  readonly label: string;
  readonly checked: boolean;
  readonly note: ComponentChildren;
  onChange(checked: boolean): void;
}

/** A checkbox with one sentence that says what it does. */
export const CheckField = ({ id, label, checked, note, onChange }: Props) => (
  <>
    <label class="check">
      <input
        id={id}
        type="checkbox"
        checked={checked}
        aria-describedby={`${id}-note`}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      {label}
    </label>
    <p id={`${id}-note`} class="muted note">
      {note}
    </p>
  </>
);
