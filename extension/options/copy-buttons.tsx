import { MAX_COPY_FORMATS } from '#core/settings.ts';
import { ALWAYS_COPIED, formats } from '#core/shells/shell-export.ts';

interface Props {
  /** Ids of the chosen formats. */
  readonly chosen: readonly string[];
  onChosen(chosen: readonly string[]): void;
}

/** The formats that have a copy button on a role's card. All other formats are in the menu. */
export function CopyButtons({ chosen, onChosen }: Props) {
  const known = chosen.filter((id) => formats.some((format) => format.id === id && id !== ALWAYS_COPIED));
  const isFull = known.length >= MAX_COPY_FORMATS;
  const choose = (id: string, isChosen: boolean) =>
    onChosen(isChosen ? [...known, id] : known.filter((each) => each !== id));
  return (
    <fieldset class="field" aria-describedby="copy-buttons-note">
      <legend class="label">Copy buttons</legend>
      <div class="formats">
        {formats.map(({ id, label }) => {
          const isChosen = id === ALWAYS_COPIED || known.includes(id);
          return (
            <label key={id} class="check">
              <input
                type="checkbox"
                name="copy-format"
                value={id}
                checked={isChosen}
                disabled={id === ALWAYS_COPIED || (isFull && !isChosen)}
                onChange={(event) => choose(id, event.currentTarget.checked)}
              />
              <bdi>{label}</bdi>
            </label>
          );
        })}
      </div>
      <p id="copy-buttons-note" class="muted" aria-live="polite">
        {isFull
          ? 'PowerShell and three other formats have a button. To choose another format, clear one of them first. All other formats are in the menu.'
          : 'PowerShell and up to three other formats have a button. If you choose none, Keyferry chooses. All other formats are in the menu.'}
      </p>
    </fieldset>
  );
}
