import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Format } from '#core/shells/shell-export.ts';
import type { CopyFormats } from './copy-formats.ts';
import { MoreFormats } from './more-formats.tsx';

interface Props {
  readonly formats: CopyFormats;
  /** Whether the first copy button is the main button of the card. */
  readonly primary: boolean;
  onCopy(format: Format): void;
}

/** The buttons that copy the role's keys as text, and the menu with the other formats. */
export function CopyButtons({ formats, primary, onCopy }: Props) {
  const first = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => {
    if (primary) first.current?.focus();
  }, []);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would draw its own box
    <div class="copy" role="group" aria-label="Copy credentials">
      <span class="label" aria-hidden="true">
        Copy for
      </span>
      {formats.buttons.map((format, at) => (
        <button
          key={format.id}
          ref={at === 0 ? first : null}
          type="button"
          class={primary && at === 0 ? 'small primary' : 'small'}
          aria-label={`Copy for ${format.label}`}
          title={`Copy for ${format.label} (Ctrl+${at + 1})`}
          aria-keyshortcuts={`Control+${at + 1}`}
          onClick={() => onCopy(format)}
        >
          {shortLabels[format.id] ?? format.label}
        </button>
      ))}
      <MoreFormats formats={formats.more} onChoose={onCopy} />
    </div>
  );
}

/** Short labels for formats whose own label is too long for four buttons in one row. */
const shortLabels: Partial<Record<Format['id'], string>> = { cmd: 'cmd', sh: 'sh', json: 'JSON' };
