import { useEffect, useState } from 'preact/hooks';
import type { FreshView } from '#core/protocol/live-view.ts';
import { RemoveIcon } from '../../ui/icons.tsx';
import { Sentence } from '../../ui/sentence.tsx';
import { readDismissed, storeDismissed } from './dismissed-failures.ts';

const keyOf = ({ name, message }: FreshView['failures'][number]) => `${name} ${message}`;

/** Lists the profiles that could not be kept fresh. Each line says the reason. The user can dismiss each line. */
export function FreshFailures({ failures }: Pick<FreshView, 'failures'>) {
  const [dismissed, setDismissed] = useState<readonly string[] | null>(null);
  useEffect(() => void readDismissed().then(setDismissed), []);
  if (dismissed === null) return null;
  const shown = failures.filter((failure) => !dismissed.includes(keyOf(failure)));
  const dismiss = (key: string) => {
    // When a profile is kept fresh again, the popup no longer remembers that the user dismissed its failure. So the
    // same failure is shown if it happens again.
    const current = new Set(failures.map(keyOf));
    const next = [...dismissed.filter((each) => current.has(each)), key];
    setDismissed(next);
    storeDismissed(next);
    document.getElementById('search')?.focus();
  };
  return shown.map((failure) => (
    <div key={keyOf(failure)} class="banner fresh-failure">
      <p role="alert">
        <strong>{failure.name}</strong> was not kept fresh: <Sentence text={failure.message} />
      </p>
      <button
        type="button"
        class="icon-button"
        aria-label={`Dismiss the message about ${failure.name}`}
        title="Dismiss"
        onClick={() => dismiss(keyOf(failure))}
      >
        <RemoveIcon />
      </button>
    </div>
  ));
}
