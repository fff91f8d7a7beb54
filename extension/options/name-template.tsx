import { useState } from 'preact/hooks';
import { type NameParts, suggestProfileName, writtenPlaces } from '#core/names/template.ts';
import { fits } from '#core/schema.ts';
import { Settings } from '#core/settings.ts';
import { TextField } from '../ui/text-field.tsx';

interface Props {
  readonly template: string;
  onTemplate(template: string): void;
}

const samples: readonly NameParts[] = [
  { accountId: '111122223333', accountName: 'Team A dev', roleName: 'AdministratorAccess', portal: 'acme' },
  { accountId: '444455556666', accountName: 'Payments (prod)', roleName: 'ReadOnlyAccess', portal: 'acme' },
];

/** The field for the template of suggested profile names. It shows the names of two sample roles as a preview. */
export function NameTemplate({ template, onTemplate }: Props) {
  const [text, setText] = useState(template);
  const valid = fits(Settings.entries.nameTemplate, text);
  const type = (typed: string) => {
    setText(typed);
    if (fits(Settings.entries.nameTemplate, typed)) onTemplate(typed);
  };
  return (
    <>
      <TextField
        id="name-template"
        label="Name template"
        maxLength={128}
        value={text}
        wrong={!valid}
        note={valid ? <Placeholders /> : 'A template cannot be empty. This is not saved yet.'}
        onText={type}
      />
      {valid && <Preview template={text} />}
    </>
  );
}

const Placeholders = () => (
  <>
    Filled in: <code>{writtenPlaces}</code>
  </>
);

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
