import type { LiveProfileView } from '#core/protocol/live-view.ts';
import { QuestionDialog } from '../../ui/question-dialog.tsx';

interface Props {
  readonly profile: LiveProfileView;
  onAnswer(stop: boolean): void;
}

/** Asks the user before a live profile is removed. */
export function StopDialog({ profile: { name, roleName, accountId }, onAnswer }: Props) {
  return (
    <QuestionDialog title={`Stop live profile ${name}?`} label="Stop" onAnswer={onAnswer}>
      The section of {roleName} in account {accountId} is removed from your AWS config file, and tools that use this
      profile get no keys. You can set it up again. To stop it only for a while, pause it.
    </QuestionDialog>
  );
}
