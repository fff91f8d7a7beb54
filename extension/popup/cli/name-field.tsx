import { templatePresets, writtenPlaces } from '#core/names/template.ts';
import { asSentence } from '../../ui/sentence.tsx';
import { TextField } from '../../ui/text-field.tsx';

interface Props {
  readonly several: boolean;
  readonly text: string;
  /** The reason why the text is invalid, or null. */
  readonly why: string | null;
  onText(text: string): void;
}

const presetLabels = ['Keyferry’s', 'AWS CLI’s', 'Portal’s'] as const;

/** The field for the profile name of one role, or for the name template of several roles. */
export function NameField({ several, text, why, onText }: Props) {
  const placeholders = several && `Filled in: ${writtenPlaces}`;
  return (
    <div class="cli-field">
      <TextField
        id="cli-name"
        label={several ? 'Name template' : 'Profile name'}
        value={text}
        wrong={why !== null}
        note={why === null ? placeholders : asSentence(why)}
        onText={onText}
      >
        {several && <Presets {...{ text, onText }} />}
      </TextField>
    </div>
  );
}

function Presets({ text, onText }: Pick<Props, 'text' | 'onText'>) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would draw its own box
    <div class="cli-presets" role="group" aria-label="Templates to choose from">
      {templatePresets.map((preset, at) => (
        <button
          key={preset}
          type="button"
          class="small quiet"
          title={preset}
          aria-pressed={preset === text}
          onClick={() => onText(preset)}
        >
          {presetLabels[at]}
        </button>
      ))}
    </div>
  );
}
