import { templatePlaces, templatePresets } from '#core/name-template.ts';
import { asSentence } from '../../ui/sentence.tsx';

interface Props {
  readonly several: boolean;
  readonly text: string;
  /** Why it cannot be, or null. */
  readonly why: string | null;
  onText(text: string): void;
}

const whose = ['Keyferry’s', 'AWS CLI’s', 'Portal’s'] as const;

/** One profile's name, or the template of the names of several. */
export function NameField({ several, text, why, onText }: Props) {
  return (
    <div class="cli-field">
      <label class="label" for="cli-name">
        {several ? 'Name template' : 'Profile name'}
      </label>
      <input
        id="cli-name"
        type="text"
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        value={text}
        aria-invalid={why !== null}
        aria-describedby="cli-name-why"
        onInput={(event) => onText(event.currentTarget.value)}
      />
      {several && (
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
              {whose[at]}
            </button>
          ))}
        </div>
      )}
      <p id="cli-name-why" class={why === null ? 'muted' : 'why'} aria-live="polite">
        {why !== null && asSentence(why)}
        {why === null && several && `Filled in: ${templatePlaces.map((place) => `{${place}}`).join(' ')}`}
      </p>
    </div>
  );
}
