import { useEffect } from 'preact/hooks';
import type { CliProfilesReply } from '#core/protocol/cli-profiles.ts';
import type { ProfileView } from '#core/protocol/messages.ts';
import type { Actions } from '../outcome/outcome-types.ts';
import { nameInConfig } from '../outcome/write-refusals.ts';
import { type Naming, namesByTemplate } from '../role/suggested-names.ts';
import { CliDialog } from './cli-dialog.tsx';
import type { CliRequest } from './request.ts';
import { type CliBody, saveAtOnce, savedOutcome } from './save.ts';

interface Props {
  /** Key of the session to which the roles belong. */
  readonly session: string;
  /** The set-up that the user has started, or null. */
  readonly request: CliRequest | null;
  readonly naming: Naming;
  /** The profiles with keys that Keyferry wrote. */
  readonly profiles: readonly ProfileView[];
  readonly actions: Actions;
  onClose(): void;
  onSaved(): void;
}

/**
 * The suggested name for a CLI profile. If a profile with keys has the same name, a suffix is added. Otherwise the AWS
 * CLI would find two profiles with one name and ignore the keys.
 */
function nameFor({ request, naming, profiles }: Props): string {
  const name = request ? (namesByTemplate(request.roles.slice(0, 1), naming)[0]?.name ?? '') : '';
  return profiles.some((each) => each.name === name) ? nameInConfig(name, 'session') : name;
}

/**
 * Sets up CLI profiles with a dialog. If the portal has only one role, the user has nothing to choose. Then the profile
 * is saved without a dialog.
 */
export function CliSetUp(props: Props) {
  const { session, request, naming, actions, onClose } = props;
  const only = request?.whole && request.roles.length === 1 ? request.roles[0] : undefined;
  const name = nameFor(props);
  useEffect(() => {
    if (!only) return;
    onClose();
    const { accountId, roleName } = only;
    saveAtOnce(actions, { session, roles: [{ accountId, roleName, name }], form: 'session', whole: true, prune: [] });
  }, [only]);
  if (!request || only) return null;
  const saved = (body: CliBody, reply: CliProfilesReply) => {
    onClose();
    props.onSaved();
    void actions.run('', async () => savedOutcome(body, reply));
  };
  return <CliDialog {...{ session, request, naming, name, onClose }} onSaved={saved} />;
}
