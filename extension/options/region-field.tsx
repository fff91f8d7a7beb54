import { useState } from 'preact/hooks';
import { Region } from '#core/credentials.ts';
import { partitions } from '#core/portals/portals.ts';
import { fits } from '#core/schema.ts';
import { TextField } from '../ui/text-field.tsx';

interface Props {
  readonly region: string;
  onRegion(region: string): void;
}

/**
 * The field for the default region of profiles and exports. Users may type any region, because AWS adds new regions.
 */
export function RegionField({ region, onRegion }: Props) {
  const [text, setText] = useState(region);
  const valid = text === '' || fits(Region, text);
  const type = (typed: string) => {
    const given = typed.trim().toLowerCase();
    setText(given);
    if (given === '' || fits(Region, given)) onRegion(given);
  };
  return (
    <>
      <TextField
        id="default-region"
        label="Default region"
        list="regions"
        placeholder="none"
        value={text}
        wrong={!valid}
        note={
          valid
            ? 'Keyferry sets this region in profiles and in what you copy. If the field is empty, your tools choose the region, and CLI profiles get the portal’s region.'
            : 'A region looks like eu-west-1. This is not saved yet.'
        }
        onText={type}
      />
      <datalist id="regions">
        {Object.values(partitions).flatMap(({ regions }) => regions.map((name) => <option key={name} value={name} />))}
      </datalist>
    </>
  );
}
