import { CopyLine } from '../../ui/copy-line.tsx';
import { summaryDone } from './cli-counts.ts';
import type { CliSaved } from './outcome-types.ts';

/** Says which CLI profiles were set up. */
export function CliSavedLine({ name, of, reply }: CliSaved) {
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
  /** The command with which the user's shell uses a profile; null if the shell cannot write the name. */
  commandFor(name: string): string | null;
  onPortal(): void;
}

/** The command that signs in. In the older form, each profile signs in by itself. */
const signInCommand = ({ name, reply: { sessionName } }: CliSaved) =>
  sessionName === null ? `aws sso login --profile ${name}` : `aws sso login --sso-session ${sessionName}`;

/** Says how to use the profiles, and how they differ from profiles with keys. */
export function CliSavedNext({ saved, commandFor, onPortal }: NextProps) {
  const signIn = signInCommand(saved);
  const use = saved.of === 1 ? commandFor(saved.name) : null;
  return (
    <>
      <CopyLine key={signIn} text={signIn} />
      {use && <CopyLine key={use} text={use} />}
      <p class="muted cli-means">
        This signs in once more, in the browser, where you confirm a code. A profile written with keys needs no second
        sign-in, but its keys lie on disk and expire within hours.{' '}
        <button type="button" class="inline" onClick={onPortal}>
          Open the portal
        </button>
      </p>
    </>
  );
}
