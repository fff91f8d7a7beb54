import type { ErrorReply } from '#core/errors.ts';
import type { CliProfileChange, CliProfileForm, CliProfilesReply } from '#core/protocol/cli-profiles.ts';
import { configNote, nextStep } from '../../ui/error-help.ts';
import { InstallLine } from '../../ui/install-line.tsx';
import { Sentence } from '../../ui/sentence.tsx';
import { summaryOf } from '../outcome/cli-counts.ts';
import { suffixOf } from '../outcome/write-refusals.ts';
import { isNameTaken } from './save.ts';
import type { Plan } from './use-plan.ts';

/** The largest number of refusals that are listed. For the other refusals, only their number is shown. */
const MAX_LISTED = 20;

interface Props {
  readonly plan: Plan;
  readonly form: CliProfileForm;
  /** True if the error in the answer comes from a save. False if it comes from a plan. */
  readonly saving: boolean;
  /** True if the dialog shows the list of names. This list already says what happens to each profile. */
  readonly several: boolean;
  /** Number of roles that get another name because their first name is taken. */
  readonly others: number;
  /** Names of the profiles that the user wants to remove. The portal no longer has the roles of these profiles. */
  readonly prune: ReadonlySet<string>;
  onPrune(prune: ReadonlySet<string>): void;
  /** Gives another name to each role whose name was refused. */
  onOther(): void;
}

/**
 * Shows what a save would do. It lists a summary, then the refusals, then the profiles whose roles the portal no longer
 * has.
 */
export function PlanView({ plan: { answer, isFresh }, ...props }: Props) {
  const { form, saving, several, others, prune, onPrune, onOther } = props;
  const reply = answer?.ok ? answer.value : null;
  const gone = reply?.changes.filter(({ is }) => is === 'gone') ?? [];
  const found = several || !isFresh ? undefined : reply?.changes.find(({ is }) => is === 'found');
  return (
    <>
      <p role="status" class="cli-summary">
        {isFresh && reply
          ? `In your config file: ${summaryOf(reply, others)}`
          : answer && !answer.ok && isFresh
            ? ''
            : 'Looking at your config file …'}
      </p>
      {found && (
        <p>
          The profile <strong>{found.name}</strong> already signs in to this role, so no second profile is added.
        </p>
      )}
      <div role="alert">{answer && !answer.ok && isFresh && <Failure error={answer} saving={saving} />}</div>
      {reply && reply.refused.length > 0 && (isFresh || !several) && <Refused {...{ reply, form, onOther }} />}
      {gone.length > 0 && <Gone {...{ gone, prune, onPrune }} />}
    </>
  );
}

function Failure({ error: { code, message }, saving }: { error: ErrorReply; saving: boolean }) {
  return (
    <>
      <p class="why">
        <Sentence text={message} /> {configNote(code, message, saving)}
      </p>
      {nextStep(code) === 'install' && <InstallLine />}
    </>
  );
}

interface RefusedProps extends Pick<Props, 'form' | 'onOther'> {
  readonly reply: CliProfilesReply;
}

function Refused({ reply: { refused, counts }, form, onOther }: RefusedProps) {
  const listed = refused.slice(0, MAX_LISTED);
  return (
    <div class="cli-refused">
      <ul class="failures">
        {listed.map(({ name, message }) => (
          <li key={name}>
            <Sentence text={message} />
          </li>
        ))}
        {counts.refused > listed.length && <li>and {counts.refused - listed.length} more</li>}
      </ul>
      {refused.some(({ code }) => isNameTaken(code)) && (
        <button type="button" class="small" onClick={onOther}>
          Add {suffixOf(form)} to the {counts.refused === 1 ? 'name' : 'names'}
        </button>
      )}
    </div>
  );
}

interface GoneProps extends Pick<Props, 'prune' | 'onPrune'> {
  readonly gone: readonly CliProfileChange[];
}

/** The profiles whose roles the portal no longer has. A save removes only the profiles that the user ticked. */
function Gone({ gone, prune, onPrune }: GoneProps) {
  const all = gone.every(({ name }) => prune.has(name));
  const toggle = (name: string) => {
    const next = new Set(prune);
    if (!next.delete(name)) next.add(name);
    onPrune(next);
  };
  return (
    <fieldset class="cli-gone">
      <legend>The portal no longer has these roles. Profiles with a tick are removed from the file.</legend>
      {gone.length > 1 && (
        <label>
          <input
            type="checkbox"
            checked={all}
            onChange={() => onPrune(new Set(all ? [] : gone.map(({ name }) => name)))}
          />{' '}
          All {gone.length}
        </label>
      )}
      {gone.map(({ name, accountId, roleName }) => (
        <label key={name}>
          <input type="checkbox" checked={prune.has(name)} onChange={() => toggle(name)} />
          <span>
            {name}{' '}
            <span class="muted">
              {roleName} · {accountId}
            </span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
