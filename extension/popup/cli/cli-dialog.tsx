import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { CliProfilesReply } from '#core/protocol/cli-profiles.ts';
import { roleKey } from '#core/role-key.ts';
import { ModalDialog } from '../../ui/modal-dialog.tsx';
import { ask } from '../../ui/worker-client.ts';
import { nameInConfig } from '../outcome/write-refusals.ts';
import type { Naming } from '../role/suggested-names.ts';
import { FormChoice } from './form-choice.tsx';
import { takenIn } from './free-names.ts';
import { NameField } from './name-field.tsx';
import { NameList } from './name-list.tsx';
import { PlanView } from './plan-view.tsx';
import type { CliRequest } from './request.ts';
import type { CliBody } from './save.ts';
import { type Form, useForm } from './use-form.ts';
import { type Plan, usePlan } from './use-plan.ts';

export interface CliDialogProps {
  /** Key of the session to which the roles belong. */
  readonly session: string;
  readonly request: CliRequest;
  /** The values from which profile names are made. The dialog first shows the name template from the settings. */
  readonly naming: Naming;
  /** The name that the name field contains at first, if there is only one role. */
  readonly name: string;
  onClose(): void;
  onSaved(body: CliBody, reply: CliProfilesReply): void;
}

const NO_CHANGES: ReadonlyMap<string, CliProfilesReply['changes'][number]> = new Map();

const changesIn = ({ answer, isFresh }: Plan) =>
  answer?.ok && isFresh
    ? new Map(answer.value.changes.filter(({ is }) => is !== 'gone').map((each) => [roleKey(each), each] as const))
    : NO_CHANGES;

/**
 * The dialog requests plans again and again until all names are free, but at most this number of plans. One plan may
 * not be enough, because a plan lists at most a hundred refused names. After the last plan, the dialog shows the names
 * that are still refused.
 */
const MAX_ROUNDS = 20;

/**
 * The plan for the values in the form. If a name in the plan is taken, its role gets another name, and the dialog asks
 * the host for a new plan.
 */
function usePlanWithFreeNames({ several, text, body, avoid }: Form): Plan {
  const plan = usePlan(body);
  const rounds = useRef({ text, count: 0 });
  if (rounds.current.text !== text) rounds.current = { text, count: 0 };
  const refused = useMemo(() => {
    if (!several || !plan.isFresh || !plan.answer?.ok) return [];
    const names = new Set(body?.roles.map(({ name }) => name));
    return takenIn(plan.answer.value).filter((name) => names.has(name));
  }, [several, plan.isFresh, plan.answer, body]);
  const isSettled = refused.length === 0 || rounds.current.count >= MAX_ROUNDS;
  useEffect(() => {
    if (isSettled) return;
    rounds.current.count += 1;
    avoid(refused);
  }, [refused, isSettled]);
  return { ...plan, isFresh: plan.isFresh && isSettled };
}

/** The dialog that sets up profiles for the AWS CLI's own sign-in. It shows the names and the plan, then saves. */
export function CliDialog(props: CliDialogProps) {
  const { request, onClose, onSaved } = props;
  const fields = useForm(props);
  const { several, text, setText, form, setForm, why, roles, body } = fields;
  const [prune, setPrune] = useState<ReadonlySet<string>>(new Set());
  const [failure, setFailure] = useState<Plan['answer']>(null);
  const [submitted, setSubmitted] = useState(false);
  const plan = usePlanWithFreeNames(fields);
  // Moves the focus to the name field. Otherwise the browser would move it to the part of the dialog that scrolls.
  useLayoutEffect(() => document.getElementById('cli-name')?.focus(), []);
  const changes = useMemo(() => changesIn(plan), [plan.answer, plan.isFresh]);

  const reply = plan.isFresh && plan.answer?.ok ? plan.answer.value : null;
  const invalid = why !== null || (reply?.counts.refused ?? 0) > 0;
  // The user may press the button before the plan arrives. Then the dialog saves as soon as the plan arrives, if the
  // plan contains no refusals.
  useEffect(() => {
    if (!submitted || !plan.isFresh || !body) return;
    setSubmitted(false);
    if (!reply || reply.counts.refused > 0) return;
    const complete = { ...body, prune: [...prune] };
    void ask('popup/save-cli-profiles', complete).then((answer) => {
      if (answer.ok) onSaved(complete, answer.value);
      else setFailure(answer);
    });
  }, [submitted, plan.isFresh, reply]);
  const save = (event: Event) => {
    event.preventDefault();
    if (invalid) return;
    setFailure(null);
    if (plan.isFresh && !reply) plan.again();
    setSubmitted(true);
  };
  const shownPlan = failure ? { ...plan, answer: failure, isFresh: true } : plan;
  return (
    <ModalDialog class="cli-dialog" aria-labelledby="cli-title" onCancel={onClose}>
      <form onSubmit={save}>
        <h2 id="cli-title">{several ? 'Set up CLI profiles' : 'Set up CLI profile'}</h2>
        <div class="cli-body">
          <p class="muted">
            {several
              ? `For ${roles.length.toLocaleString('en')} roles${request.whole ? ', all that you have here' : ''}.`
              : `For ${roles[0]?.roleName} in ${roles[0]?.accountName}.`}{' '}
            {form === 'live'
              ? 'Tools ask this browser for keys; no key is on disk.'
              : 'The AWS CLI signs in through the browser itself; no keys are written.'}
          </p>
          <NameField {...{ several, text, why }} onText={setText} />
          {why === null && (
            <PlanView
              {...{ several, prune, form }}
              others={roles.filter(({ wanted }) => wanted !== undefined).length}
              plan={shownPlan}
              saving={failure !== null}
              onPrune={setPrune}
              onOther={() => setText(nameInConfig(text, form))}
            />
          )}
          <FormChoice form={form} onForm={setForm} />
          {several && why === null && <NameList roles={roles} changes={changes} />}
        </div>
        <div class="actions">
          <button type="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class="primary" aria-disabled={invalid}>
            {several ? `Save ${roles.length.toLocaleString('en')} profiles` : 'Save profile'}
          </button>
        </div>
      </form>
    </ModalDialog>
  );
}
