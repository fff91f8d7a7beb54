import type { Renewal } from '#core/protocol/messages.ts';
import { Sentence } from '../../ui/sentence.tsx';
import { validUntil } from '../../ui/time-text.ts';
import { NamesLine } from './names-line.tsx';

/** Says which profiles were renewed, and how long they are valid. */
export function Renewed({ renewal: { renewed }, now }: { renewal: Renewal; now: number }) {
  if (renewed.length === 0) return null;
  const end = Math.min(...renewed.map(({ expiration }) => expiration));
  if (renewed.length > 1) {
    return (
      <>
        <p class="done">{`${renewed.length} profiles are renewed, ${validUntil(end, now)}.`}</p>
        <NamesLine names={renewed.map(({ name }) => name)} />
      </>
    );
  }
  return (
    <p class="done">
      Profile <strong>{renewed[0]?.name}</strong> is renewed, {validUntil(end, now)}.
    </p>
  );
}

/** Lists the profiles that could not be renewed, each with the reason. */
export function NotRenewed({ renewal: { failed } }: { renewal: Renewal }) {
  return failed.map(({ name, message }) => (
    <p key={name}>
      <strong>{name}</strong> was not renewed: <Sentence text={message} />
    </p>
  ));
}
