import { useEffect, useMemo, useState } from 'preact/hooks';
import { whyNotProfileName } from '#core/names/profile-name.ts';
import type { CliProfileForm, CliProfilesReply } from '#core/protocol/cli-profiles.ts';
import { roleKey } from '#core/role-key.ts';
import { ModalDialog } from '../../ui/modal-dialog.tsx';
import { ask } from '../../ui/worker-client.ts';
import { type Naming, namesByTemplate } from '../role/suggested-names.ts';
import { FormChoice } from './form-choice.tsx';
import { NameField } from './name-field.tsx';
import { NameList } from './name-list.tsx';
import { PlanView } from './plan-view.tsx';
import { type CliBody, otherName } from './save.ts';
import { type Plan, usePlan } from './use-plan.ts';
import type { CliWish } from './wish.ts';

export interface CliDialogProps {
  /** Key of the session whose roles these are. */
  readonly session: string;
  readonly wish: CliWish;
  /** With the template to begin with. */
  readonly naming: Naming;
  /** The name to begin with, where there is one role. */
  readonly name: string;
  onClose(): void;
  onSaved(body: CliBody, reply: CliProfilesReply): void;
}

function whyNotTemplate(text: string): string | null {
  if (text.trim() === '') return 'it is empty';
  return text.length > 128 ? 'it is longer than 128 characters' : null;
}

const none: ReadonlyMap<string, CliProfilesReply['changes'][number]> = new Map();

const changesIn = ({ answer, isFresh }: Plan) =>
  answer?.ok && isFresh
    ? new Map(answer.value.changes.filter(({ is }) => is !== 'gone').map((each) => [roleKey(each), each] as const))
    : none;

/** What the person chose, and what is asked of the worker for it; null while it cannot be. */
function useChoice({ session, wish, naming, ...begin }: CliDialogProps) {
  const several = wish.roles.length > 1;
  const [text, setText] = useState(several ? (wish.before?.template ?? naming.template) : begin.name);
  const [form, setForm] = useState<CliProfileForm>(wish.before?.form ?? 'session');
  const why = several ? whyNotTemplate(text) : whyNotProfileName(text);
  const roles = useMemo(
    () =>
      several
        ? namesByTemplate(wish.roles, { ...naming, template: text || ' ' })
        : wish.roles.map((role) => ({ ...role, name: text })),
    [wish, naming.accounts, naming.personal, text],
  );
  const body = useMemo((): CliBody | null => {
    if (why !== null) return null;
    const named = roles.map(({ accountId, roleName, name }) => ({ accountId, roleName, name }));
    return { session, roles: named, form, whole: wish.whole, prune: [], ...(several ? { template: text } : {}) };
  }, [session, roles, form, why]);
  return { several, text, setText, form, setForm, why, roles, body };
}

/** Profiles of the AWS CLI's own sign-in: their names, what saving would do, and the save. */
export function CliDialog(props: CliDialogProps) {
  const { wish, onClose, onSaved } = props;
  const { several, text, setText, form, setForm, why, roles, body } = useChoice(props);
  const [prune, setPrune] = useState<ReadonlySet<string>>(new Set());
  const [failure, setFailure] = useState<Plan['answer']>(null);
  const [wanted, setWanted] = useState(false);
  const plan = usePlan(body);
  const changes = useMemo(() => changesIn(plan), [plan.answer, plan.isFresh]);

  const reply = plan.isFresh && plan.answer?.ok ? plan.answer.value : null;
  const impossible = why !== null || (reply?.counts.refused ?? 0) > 0;
  // Pressed while the host is still looking: saved once it has, unless there is something to say first.
  useEffect(() => {
    if (!wanted || !plan.isFresh || !body) return;
    setWanted(false);
    if (!reply || reply.counts.refused > 0) return;
    const whole = { ...body, prune: [...prune] };
    void ask('popup/save-cli-profiles', whole).then((answer) => {
      if (answer.ok) onSaved(whole, answer.value);
      else setFailure(answer);
    });
  }, [wanted, plan.isFresh, reply]);
  const save = (event: Event) => {
    event.preventDefault();
    if (impossible) return;
    setFailure(null);
    if (plan.isFresh && !reply) plan.again();
    setWanted(true);
  };
  const shownPlan = failure ? { ...plan, answer: failure, isFresh: true } : plan;
  return (
    <ModalDialog class="cli-dialog" aria-labelledby="cli-title" onCancel={onClose}>
      <form onSubmit={save}>
        <h2 id="cli-title">Set up CLI profiles</h2>
        <div class="cli-body">
          <p class="muted">
            {several
              ? `For ${roles.length.toLocaleString('en')} roles${wish.whole ? ', all that you have here' : ''}.`
              : `For ${roles[0]?.roleName} in ${roles[0]?.accountName}.`}{' '}
            The AWS CLI signs in through the browser itself; no keys are written.
          </p>
          <NameField {...{ several, text, why }} onText={setText} />
          {several && why === null && <NameList roles={roles} changes={changes} />}
          {why === null && (
            <PlanView
              {...{ several, prune }}
              plan={shownPlan}
              saving={failure !== null}
              onPrune={setPrune}
              onOther={() => setText(otherName(text))}
            />
          )}
          <FormChoice form={form} onForm={setForm} />
        </div>
        <div class="actions">
          <button type="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class="primary" aria-disabled={impossible}>
            Save profiles
          </button>
        </div>
      </form>
    </ModalDialog>
  );
}
