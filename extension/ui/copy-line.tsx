import { useState } from 'preact/hooks';
import { copyNow } from './clipboard.ts';

const labels = { idle: 'Copy', copied: 'Copied', refused: 'Refused' } as const;

/**
 * A command, with a button that copies it.
 * @param title tooltip of the command
 */
export function CopyLine({ text, title }: { text: string; title?: string }) {
  const [state, setState] = useState<keyof typeof labels>('idle');
  const copy = async () => setState((await copyNow(text)) === null ? 'copied' : 'refused');
  return (
    <div class="copy-line">
      <code title={title ?? text}>{text}</code>
      <button type="button" class="small" aria-label={`${labels[state]} ${text}`} onClick={copy}>
        {labels[state]}
      </button>
    </div>
  );
}
