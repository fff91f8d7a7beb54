import { QuestionDialog } from '../../ui/question-dialog.tsx';
import { Sentence } from '../../ui/sentence.tsx';
import type { Question } from './outcome-types.ts';

interface Props {
  readonly question: Question;
  onAnswer(replace: boolean): void;
}

/** Asks before something of the user's is overwritten. */
export function ReplaceDialog({ question, onAnswer }: Props) {
  return (
    <QuestionDialog title={question.title} label="Replace" onAnswer={onAnswer}>
      <Sentence text={question.sentence} />
    </QuestionDialog>
  );
}
