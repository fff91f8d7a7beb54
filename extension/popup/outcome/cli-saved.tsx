import { CopyLine } from '../../ui/copy-line.tsx';
import { summaryDone } from './cli-counts.ts';
import type { CliSaved } from './outcome-types.ts';
import { UseProfile } from './use-profile.tsx';

/** Says which CLI profiles or live profiles were set up. */
export function CliSavedLine({ name, of, form, reply }: CliSaved) {
  if (form === 'live') {
    return of === 1 ? (
      <p class="done">
        Live profile <strong>{name}</strong> is ready, as long as you are signed in.
      </p>
    ) : (
      <p class="done">
        {`${of.toLocaleString('en')} live profiles are ready, as long as you are signed in: ${summaryDone(reply)}.`}
      </p>
    );
  }
  if (of === 1) {
    const was = reply.counts.added === 0 && reply.counts.renamed === 0 ? 'was there already' : 'is set up';
    return (
      <p class="done">
        CLI profile <strong>{name}</strong> {was}.
      </p>
    );
  }
  return <p class="done">{`${of.toLocaleString('en')} CLI profiles are set up: ${summaryDone(reply)}.`}</p>;
}

interface NextProps {
  readonly saved: CliSaved;
  /** The command that makes the user's shell use a profile; null if the name cannot be written in this shell. */
  commandFor(name: string): string | null;
  onPortal(): void;
}

/** The command with which the user signs in. A profile without an sso-session section needs a separate sign-in. */
const signInCommand = ({ name, reply: { sessionName } }: CliSaved) =>
  sessionName === null ? `aws sso login --profile ${name}` : `aws sso login --sso-session ${sessionName}`;

/**
 * Says how to use the profiles. For CLI profiles, it also says how to sign in, and how CLI profiles differ from
 * profiles with keys.
 */
export function CliSavedNext({ saved, commandFor, onPortal }: NextProps) {
  if (saved.form === 'live') return <UseProfile name={saved.name} commandFor={commandFor} />;
  const signIn = signInCommand(saved);
  const use = saved.of === 1 ? commandFor(saved.name) : null;
  return (
    <>
      <CopyLine key={signIn} text={signIn} />
      {use && <CopyLine key={use} text={use} />}
      <p class="muted cli-means">
        The sign-in command signs you in once more: you confirm a code in the browser. A profile written with keys needs
        no second sign-in, but its keys are on disk and expire within hours.{' '}
        <button type="button" class="inline" onClick={onPortal}>
          Open the portal
        </button>
      </p>
    </>
  );
}
