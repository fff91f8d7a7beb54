import { useState } from 'preact/hooks';
import type { ProfileView } from '#core/protocol/view.ts';
import { ask } from '../../ui/worker-client.ts';
import type { Actions } from '../outcome/outcome-types.ts';

/** The actions for profiles that were written. Each action shows its outcome and never throws. */
export interface ProfileActions {
  /**
   * The profile for which a dialog is open. The dialog asks the user whether to remove the profile. Null if no dialog
   * is open.
   */
  readonly removing: ProfileView | null;
  /** Fetches new keys for the profiles with these names. */
  renew(names: readonly string[]): void;
  /** Opens the dialog that asks the user whether to remove this profile. */
  askToRemove(profile: ProfileView): void;
  /** Closes the dialog, and removes the profile if the user agreed. */
  answer(yes: boolean): void;
}

/** Names the profiles in a sentence: `3 profiles`, or `profile <name>` for a single profile. */
const summary = (names: readonly string[]) => (names.length === 1 ? `profile ${names[0]}` : `${names.length} profiles`);

/**
 * Creates the actions.
 * @param session the session key of a session of the portal to which the profiles belong.
 * @param onRemoved called when a profile was removed
 */
export function useProfileActions(
  session: string,
  { run }: Pick<Actions, 'run'>,
  onRemoved: () => void,
): ProfileActions {
  const [removing, setRemoving] = useState<ProfileView | null>(null);
  const renew = (names: readonly string[]) =>
    void run(`Renewing ${summary(names)} …`, async () => {
      const answer = await ask('popup/renew-profiles', { session, names: [...names] });
      const retry = () => renew(names);
      if (!answer.ok) return { is: 'failed', error: answer, writing: true, retry };
      const failed = answer.value.failed.map(({ name }) => name);
      return { is: 'renewed', renewal: answer.value, retry: () => renew(failed) };
    });
  const remove = (name: string) =>
    void run(`Removing profile ${name} …`, async () => {
      const answer = await ask('popup/remove-profiles', { names: [name] });
      if (!answer.ok) return { is: 'failed', error: answer, writing: true, retry: () => remove(name) };
      onRemoved();
      return { is: 'removed', name };
    });
  return {
    removing,
    renew,
    askToRemove: setRemoving,
    answer(yes) {
      setRemoving(null);
      if (yes && removing) remove(removing.name);
    },
  };
}
