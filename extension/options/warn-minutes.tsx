import { useState } from 'preact/hooks';
import { fits } from '#core/schema.ts';
import { Settings } from '#core/settings.ts';

interface Props {
  readonly minutes: number;
  onMinutes(minutes: number): void;
}

/** The setting for the time of the warning. Its value is the number of minutes before a profile runs out. */
export function WarnMinutes({ minutes, onMinutes }: Props) {
  const [text, setText] = useState(String(minutes));
  const isValid = (typed: string) => typed !== '' && fits(Settings.entries.warnMinutes, Number(typed));
  const valid = isValid(text);
  const type = (typed: string) => {
    setText(typed);
    if (isValid(typed)) onMinutes(Number(typed));
  };
  return (
    <>
      <label class="label" for="warn-minutes">
        Minutes of warning before a profile runs out
      </label>
      <input
        id="warn-minutes"
        type="number"
        min={1}
        max={30}
        value={text}
        aria-invalid={!valid}
        aria-describedby="warn-minutes-why"
        onInput={(event) => type(event.currentTarget.value)}
      />
      <p id="warn-minutes-why" class={valid ? 'muted' : 'why'} aria-live="polite">
        {valid
          ? 'At this time, the toolbar icon begins to count down, and the notification comes if you turned it on below.'
          : 'A whole number from 1 to 30. This is not saved yet.'}
      </p>
    </>
  );
}
