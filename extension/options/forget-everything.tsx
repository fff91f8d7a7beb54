import { useState } from 'preact/hooks';
import type { ErrorReply } from '#core/errors.ts';
import { QuestionDialog } from '../ui/question-dialog.tsx';
import { ask } from '../ui/worker-client.ts';

/**
 * A button that erases everything that the extension stores. After a click, it first asks the user for confirmation.
 */
export function ForgetEverything({ onForgotten }: { onForgotten(result: 'yes' | ErrorReply): void }) {
  const [asking, setAsking] = useState(false);
  const forget = async (yes: boolean) => {
    setAsking(false);
    if (!yes) return;
    const answer = await ask('options/forget-everything', {});
    onForgotten(answer.ok ? 'yes' : answer);
  };
  return (
    <>
      <button type="button" class="danger" onClick={() => setAsking(true)}>
        Forget everything …
      </button>
      {asking && (
        <QuestionDialog title="Forget everything?" label="Forget everything" onAnswer={(yes) => void forget(yes)}>
          This erases sessions, the portals you confirmed, every cached list, your favourites and your labels. Profiles
          in your AWS credentials file stay, and you stay signed in to the portal.
        </QuestionDialog>
      )}
    </>
  );
}
