import { useState } from 'preact/hooks';
import { Region } from '#core/credentials.ts';
import { partitions } from '#core/portals.ts';
import { fits } from '#core/schema.ts';

interface Props {
  readonly region: string;
  onRegion(region: string): void;
}

/** The region for profiles and exports. Any region may be typed: AWS opens new ones faster than lists are updated. */
export function RegionField({ region, onRegion }: Props) {
  const [text, setText] = useState(region);
  const valid = text === '' || fits(Region, text);
  const type = (typed: string) => {
    const given = typed.trim().toLowerCase();
    setText(given);
    if (given === '' || fits(Region, given)) onRegion(given);
  };
  return (
    <div class="field">
      <label for="default-region">Default region</label>
      <input
        id="default-region"
        type="text"
        list="regions"
        placeholder="none"
        autocomplete="off"
        spellcheck={false}
        value={text}
        aria-invalid={!valid}
        aria-describedby="default-region-note"
        onInput={(event) => type(event.currentTarget.value)}
      />
      <datalist id="regions">
        {Object.values(partitions).flatMap(({ regions }) => regions.map((name) => <option key={name} value={name} />))}
      </datalist>
      <p id="default-region-note" class={valid ? 'muted' : 'why'} aria-live="polite">
        {valid
          ? 'Goes into profiles and into what you copy. Left empty, your tools choose; CLI profiles get the portal’s.'
          : 'A region looks like eu-west-1. This is not saved yet.'}
      </p>
    </div>
  );
}
