import type { CliProfilesReply } from '#core/protocol/cli-profiles.ts';
import type { MessageBody } from '#core/protocol/messages.ts';
import { ask } from '../../ui/worker-client.ts';
import type { Actions, CliSaved } from '../outcome/outcome-types.ts';
import { nameInConfig } from '../outcome/write-refusals.ts';

export type CliBody = MessageBody<'popup/save-cli-profiles'>;

/**
 * The outcome of a save. It contains the profile name of the first role. The role may already have had a profile before
 * the save. Then this name can differ from the requested name.
 */
export function savedOutcome({ roles, form }: Pick<CliBody, 'roles' | 'form'>, reply: CliProfilesReply): CliSaved {
  const [first] = roles;
  const change = reply.changes.find(
    (each) => each.accountId === first?.accountId && each.roleName === first.roleName && each.is !== 'gone',
  );
  return { is: 'cli-saved', form, name: change?.name ?? first?.name ?? '', of: roles.length, reply };
}

/**
 * Error codes that the host returns if it refuses a profile because of its name. The host accepts the same profile with
 * another name.
 */
const NAME_TAKEN: ReadonlySet<string> = new Set(['CLI_PROFILE_EXISTS', 'CLI_PROFILE_SHADOWS', 'LIVE_KEYS_EXIST']);

/**
 * Whether the host refused a profile only because of its name.
 * @param code error code of the refusal
 */
export const isNameTaken = (code: string): boolean => NAME_TAKEN.has(code);

/** Saves the profile of a single role without a dialog. */
export function saveAtOnce(actions: Pick<Actions, 'run'>, body: CliBody): void {
  const as = (name: string) => ({ ...body, roles: body.roles.map((role) => ({ ...role, name })) });
  void actions.run(`Setting up the ${body.form === 'live' ? 'live' : 'CLI'} profile …`, async () => {
    const answer = await ask('popup/save-cli-profiles', body);
    if (answer.ok) return savedOutcome(body, answer.value);
    const failed = {
      is: 'failed',
      error: answer,
      writing: false,
      retry: () => saveAtOnce(actions, body),
    } as const;
    const name = nameInConfig(body.roles[0]?.name ?? '', body.form);
    return isNameTaken(answer.code)
      ? { ...failed, other: { label: `Write as ${name}`, write: () => saveAtOnce(actions, as(name)) } }
      : failed;
  });
}
