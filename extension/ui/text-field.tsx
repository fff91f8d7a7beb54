import type { ComponentChildren, ComponentProps } from 'preact';

type Passed = Pick<ComponentProps<'input'>, 'ref' | 'maxLength' | 'onBlur' | 'onKeyDown' | 'placeholder'>;

interface Props extends Passed {
  /** Id of the input element. The id of the note is `<id>-why`. */
  readonly id: string;
  readonly label: string;
  readonly value: string;
  /** True if the text is invalid. The note then says why. */
  readonly wrong: boolean;
  /** Id of a list of values to choose from. */
  readonly list?: string;
  /** A note that is shown under the field. */
  readonly note: ComponentChildren;
  /** Elements to show between the field and the note. */
  readonly children?: ComponentChildren;
  onText(text: string): void;
}

/** A text field with a label, for names, regions and addresses. The browser does not check the spelling. */
export function TextField({ id, label, wrong, note, children, onText, ...input }: Props) {
  return (
    <>
      <label class="label" for={id}>
        {label}
      </label>
      <input
        {...input}
        id={id}
        type="text"
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        aria-invalid={wrong}
        aria-describedby={`${id}-why`}
        onInput={(event) => onText(event.currentTarget.value)}
      />
      {children}
      <p id={`${id}-why`} class={wrong ? 'why' : 'muted'} aria-live="polite">
        {note}
      </p>
    </>
  );
}
