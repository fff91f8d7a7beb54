import { validUntil } from '../../ui/time-text.ts';
import { NamesLine } from './names-line.tsx';
import type { Outcome } from './outcome-types.ts';

type Together = Extract<Outcome, { is: 'written-together' }>;

/** Says that several profiles were written, and how long they are valid. */
export function WrittenTogether({ names, expiration, warnings, now }: Together & { now: number }) {
  const does = warnings ? 'written' : 'ready';
  const ready = names.length === 1 ? `1 profile is ${does}` : `${names.length} profiles are ${does}`;
  return (
    <>
      <p class="done">{`${ready}, ${validUntil(expiration, now)}.`}</p>
      <NamesLine names={names} />
    </>
  );
}
