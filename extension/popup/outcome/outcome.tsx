import type { ComponentChildren } from 'preact';
import { fileNote } from '../../ui/error-help.ts';
import { Sentence } from '../../ui/sentence.tsx';
import { clockTime, validUntil } from '../../ui/time-text.ts';
import { useNow } from '../../ui/use-now.ts';
import { CliSavedLine, CliSavedNext } from './cli-saved.tsx';
import { NotFetchedRoles, NotFetchedSteps } from './not-fetched.tsx';
import type { Outcome } from './outcome-types.ts';
import { type NextSteps, Remedy } from './remedy.tsx';
import { NotRenewed, Renewed } from './renewed.tsx';
import { UseProfile } from './use-profile.tsx';
import { Warnings, warningsOf } from './warnings.tsx';
import { WrittenTogether } from './written-together.tsx';

interface Props {
  readonly outcome: Outcome | null;
  /**
   * Elements that are shown in addition to the next steps of the outcome itself, for example the switch `Keep fresh`.
   */
  readonly children?: ComponentChildren;
  readonly steps: NextSteps;
  /** The command that makes the user's shell use a profile; null if the name cannot be written in this shell. */
  commandFor(name: string): string | null;
}

/**
 * The lowest part of the popup: the outcome of the last action. Both live regions are always in the document, because
 * screen readers announce a change only in a region that was in the document before the change.
 */
export function OutcomePanel({ outcome, steps, commandFor, children }: Props) {
  const end = endOf(outcome);
  const now = useNow(end === null ? [] : [end]);
  return (
    <div class="outcome" data-outcome={moodOf(outcome)}>
      <div role="status">
        {end !== null && end <= now ? <Ended end={end} now={now} /> : outcome && <Result outcome={outcome} now={now} />}
        {outcome && 'notes' in outcome && outcome.notes?.map((note) => <p key={note}>{note}</p>)}
      </div>
      {outcome?.is === 'written' && !outcome.warnings && <UseProfile name={outcome.name} commandFor={commandFor} />}
      {outcome?.is === 'cli-saved' && <CliSavedNext saved={outcome} commandFor={commandFor} onPortal={steps.signIn} />}
      {children}
      <div role="alert">
        {outcome?.is === 'failed' && <Failure {...outcome} />}
        {outcome?.is === 'renewed' && <NotRenewed renewal={outcome.renewal} />}
        {outcome?.is === 'not-fetched' && <NotFetchedRoles {...outcome} />}
        <Warnings of={warningsOf(outcome)} />
      </div>
      {outcome?.is === 'not-fetched' && <NotFetchedSteps {...outcome} />}
      {outcome?.is === 'failed' && outcome.other && (
        <button type="button" class="small" onClick={outcome.other.write}>
          {outcome.other.label}
        </button>
      )}
      {outcome?.is === 'failed' && <Remedy code={outcome.error.code} retry={outcome.retry} steps={steps} />}
      {outcome?.is === 'renewed' && outcome.renewal.failed[0] && (
        <Remedy code={outcome.renewal.failed[0].code} retry={outcome.retry} steps={steps} />
      )}
    </div>
  );
}

/**
 * When the credentials of an outcome expire, in epoch ms. If there are several times, this is the earliest time. Null
 * for an outcome without credentials.
 */
function endOf(outcome: Outcome | null): number | null {
  if (outcome?.is === 'renewed') {
    const { renewed } = outcome.renewal;
    return renewed.length === 0 ? null : Math.min(...renewed.map(({ expiration }) => expiration));
  }
  return outcome && 'expiration' in outcome ? outcome.expiration : null;
}

/** Shown when the credentials of an outcome have expired. It replaces the message of the outcome. */
const Ended = ({ end, now }: { end: number; now: number }) => (
  <p class="why">These credentials expired at {clockTime(end, now)}. Get new ones before you go on.</p>
);

function moodOf(outcome: Outcome | null): string {
  if (outcome?.is === 'not-fetched') return 'failed';
  if (outcome?.is === 'renewed' && outcome.renewal.failed.length > 0) return 'failed';
  return warningsOf(outcome).length > 0 ? 'warned' : (outcome?.is ?? 'none');
}

function Result({ outcome, now }: { outcome: Outcome; now: number }) {
  if (outcome.is === 'busy') return <p class="muted">{outcome.text}</p>;
  if (outcome.is === 'written') {
    return (
      <p class="done">
        Profile <strong>{outcome.name}</strong> {outcome.warnings ? 'is written' : 'is ready'},{' '}
        {validUntil(outcome.expiration, now)}.
      </p>
    );
  }
  if (outcome.is === 'copied') {
    return (
      <p class="done">
        Copied: <strong>{outcome.label}</strong>, {validUntil(outcome.expiration, now)}.
      </p>
    );
  }
  if (outcome.is === 'cli-saved') return <CliSavedLine {...outcome} />;
  if (outcome.is === 'cancelled') return <p>Cancelled. Nothing was written.</p>;
  if (outcome.is === 'written-together') return <WrittenTogether {...outcome} now={now} />;
  if (outcome.is === 'renewed') return <Renewed renewal={outcome.renewal} now={now} />;
  if (outcome.is === 'noted') return <p class="done">{outcome.text}</p>;
  if (outcome.is === 'removed') {
    return (
      <p class="done">
        Profile <strong>{outcome.name}</strong> is removed.
      </p>
    );
  }
  return null;
}

type Failed = Extract<Outcome, { is: 'failed' }>;

function Failure({ error, writing }: Failed) {
  const note = writing ? fileNote(error.code, error.message) : null;
  return (
    <p>
      <Sentence text={error.message} /> {note}
    </p>
  );
}
