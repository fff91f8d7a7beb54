import type { CliProfileForm } from '#core/protocol/cli-profiles.ts';

/** A form of CLI profile that the user can choose in the dialog. */
interface FormChoiceEntry {
  readonly id: CliProfileForm;
  readonly label: string;
  /** One sentence that says which tools can use this form. */
  readonly sentence: string;
}

/** The forms, in the order in which the dialog shows them. */
const forms: readonly FormChoiceEntry[] = [
  {
    id: 'session',
    label: 'With an sso-session section',
    sentence: 'One sign-in is enough for all profiles. For current AWS tools.',
  },
  { id: 'older', label: 'Older form', sentence: 'For tools that cannot read sso-session sections.' },
  { id: 'live', label: 'Live', sentence: 'Tools ask this browser for keys. For current AWS tools.' },
];

/** The radio buttons with which the user chooses the form of the profiles in the config file. */
export function FormChoice({ form, onForm }: { form: CliProfileForm; onForm(form: CliProfileForm): void }) {
  return (
    <fieldset class="cli-form">
      <legend class="label">Form in the config file</legend>
      {forms.map(({ id, label, sentence }) => (
        <div key={id}>
          <label>
            <input
              type="radio"
              name="cli-form"
              checked={form === id}
              aria-describedby={`cli-form-${id}`}
              onChange={() => onForm(id)}
            />{' '}
            {label}
          </label>
          <span id={`cli-form-${id}`} class="muted">
            {sentence}
          </span>
        </div>
      ))}
    </fieldset>
  );
}
