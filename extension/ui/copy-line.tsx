import { useState } from 'preact/hooks';
import { copyNow } from './clipboard.ts';

const labels = { idle: 'Copy', copied: 'Copied', refused: 'Refused' } as const;

/** A command with a button that copies it. */
export function CopyLine({ text }: { text: string }) {
  const [state, setState] = useState<keyof typeof labels>('idle');
  const copy = async () => setState((await copyNow(text)) === null ? 'copied' : 'refused');
  return (
    <div class="copy-line">
      <code>{text}</code>
      <button type="button" class="small" aria-label={`${labels[state]} ${text}`} onClick={copy}>
        {labels[state]}
      </button>
    </div>
  );
}
