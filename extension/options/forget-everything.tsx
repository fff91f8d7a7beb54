import { useRef } from 'preact/hooks';
import type { ErrorReply } from '#core/errors.ts';
import { ask } from '../ui/worker-client.ts';

/** Erases all that the extension remembers, after one question. */
export function ForgetEverything({ onForgotten }: { onForgotten(result: 'yes' | ErrorReply): void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const forget = async () => {
    dialog.current?.close();
    const answer = await ask('options/forget-everything', {});
    onForgotten(answer.ok ? 'yes' : answer);
  };
  return (
    <>
      <button type="button" class="danger" onClick={() => dialog.current?.showModal()}>
        Forget everything …
      </button>
      <dialog ref={dialog} aria-labelledby="forget-title" aria-describedby="forget-what">
        <h2 id="forget-title">Forget everything?</h2>
        <p id="forget-what">
          Sessions, the portals you confirmed, every cached list, your favourites and labels are erased. Profiles in
          your AWS credentials file stay, and you stay signed in to the portal.
        </p>
        <div class="actions">
          <button type="button" onClick={() => dialog.current?.close()}>
            Cancel
          </button>
          <button type="button" class="danger" onClick={forget}>
            Forget everything
          </button>
        </div>
      </dialog>
    </>
  );
}
