import type { ComponentChildren, ComponentProps } from 'preact';

type Passed = Pick<ComponentProps<'input'>, 'ref' | 'maxLength' | 'onBlur' | 'onKeyDown' | 'placeholder'>;

interface Props extends Passed {
  /** Of the input; `<id>-why` is the note's. */
  readonly id: string;
  readonly label: string;
  readonly value: string;
  /** The text will not do: the note says why. */
  readonly wrong: boolean;
  /** Id of a list of values to choose from. */
  readonly list?: string;
  /** What stands under the field. */
  readonly note: ComponentChildren;
  /** Stands between the two. */
  readonly children?: ComponentChildren;
  onText(text: string): void;
}

/** A labelled line of text that is taken as it is typed: names, regions and addresses are no words of a language. */
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
