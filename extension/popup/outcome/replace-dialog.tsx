import { QuestionDialog } from '../../ui/question-dialog.tsx';
import { Sentence } from '../../ui/sentence.tsx';
import type { Question } from './outcome-types.ts';

interface Props {
  readonly question: Question;
  onAnswer(answer: 'replace' | 'other' | 'cancel'): void;
}

/** Asks the user for consent before the user's data is overwritten. */
export function ReplaceDialog({ question, onAnswer }: Props) {
  return (
    <QuestionDialog
      title={question.title}
      label="Replace"
      other={{ label: question.other.label, act: () => onAnswer('other') }}
      onAnswer={(yes) => onAnswer(yes ? 'replace' : 'cancel')}
    >
      <Sentence text={question.sentence} />
    </QuestionDialog>
  );
}
