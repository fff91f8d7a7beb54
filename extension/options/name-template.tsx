import { useState } from 'preact/hooks';
import { type NameParts, suggestProfileName, templatePlaces } from '#core/name-template.ts';
import { fits } from '#core/schema.ts';
import { Settings } from '#core/settings.ts';

interface Props {
  readonly template: string;
  onTemplate(template: string): void;
}

const samples: readonly NameParts[] = [
  { accountId: '111122223333', accountName: 'Team A dev', roleName: 'AdministratorAccess' },
  { accountId: '444455556666', accountName: 'Payments (prod)', roleName: 'ReadOnlyAccess' },
];

/** The template of suggested names, and what it makes of two usual roles. */
export function NameTemplate({ template, onTemplate }: Props) {
  const [text, setText] = useState(template);
  const valid = fits(Settings.entries.nameTemplate, text);
  const type = (typed: string) => {
    setText(typed);
    if (fits(Settings.entries.nameTemplate, typed)) onTemplate(typed);
  };
  return (
    <div class="field">
      <label for="name-template">Name template</label>
      <input
        id="name-template"
        type="text"
        autocomplete="off"
        spellcheck={false}
        maxLength={128}
        value={text}
        aria-invalid={!valid}
        aria-describedby="name-template-note"
        onInput={(event) => type(event.currentTarget.value)}
      />
      <p id="name-template-note" class={valid ? 'muted' : 'why'} aria-live="polite">
        {valid ? (
          <>
            Filled in: <code>{templatePlaces.map((place) => `{${place}}`).join(' ')}</code>
          </>
        ) : (
          'A template cannot be empty. This is not saved yet.'
        )}
      </p>
      {valid && <Preview template={text} />}
    </div>
  );
}

function Preview({ template }: { template: string }) {
  return (
    <dl class="preview">
      {samples.map((sample) => (
        <div key={sample.accountId}>
          <dt class="muted">
            {sample.accountName}, {sample.roleName}
          </dt>
          <dd>
            <code>{suggestProfileName(sample, template, samples)}</code>
          </dd>
        </div>
      ))}
    </dl>
  );
}
