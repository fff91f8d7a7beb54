import type { ProfileView } from '#core/protocol/view.ts';
import { QuestionDialog } from '../../ui/question-dialog.tsx';

interface Props {
  readonly profile: ProfileView;
  onAnswer(remove: boolean): void;
}

/** Asks the user before a profile is removed from the credentials file. */
export function RemoveDialog({ profile: { name, roleName, accountId }, onAnswer }: Props) {
  return (
    <QuestionDialog title={`Remove profile ${name}?`} label="Remove" onAnswer={onAnswer}>
      The keys of {roleName} in account {accountId} are removed from your AWS credentials file, and tools that use this
      profile stop working. Your own settings in the profile stay, and you can write the profile again.
    </QuestionDialog>
  );
}
