import type { CliProfileForm } from '#core/protocol/cli-profiles.ts';

const forms = [
  ['session', 'With an sso-session section', 'One sign-in serves all profiles. For current AWS tools.'],
  ['older', 'Older form', 'For tools that cannot read sso-session sections.'],
] as const;

/** How the profiles are written into the config file. */
export function FormChoice({ form, onForm }: { form: CliProfileForm; onForm(form: CliProfileForm): void }) {
  return (
    <fieldset class="cli-form">
      <legend class="label">Form in the config file</legend>
      {forms.map(([value, name, says]) => (
        <div key={value}>
          <label>
            <input
              type="radio"
              name="cli-form"
              checked={form === value}
              aria-describedby={`cli-form-${value}`}
              onChange={() => onForm(value)}
            />{' '}
            {name}
          </label>
          <span id={`cli-form-${value}`} class="muted">
            {says}
          </span>
        </div>
      ))}
    </fieldset>
  );
}
