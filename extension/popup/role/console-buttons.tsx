import { LeaveIcon } from '../../ui/icons.tsx';

/** Buttons that open the AWS console as this role, or copy a link to it. */
export function ConsoleButtons({ onOpen, onCopy }: { onOpen(): void; onCopy(): void }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would draw its own box
    <div class="card-console" role="group" aria-label="AWS console">
      <button type="button" class="small" title="Open console (Ctrl+O)" aria-keyshortcuts="Control+O" onClick={onOpen}>
        Open console
        <LeaveIcon />
      </button>
      <button type="button" class="small" onClick={onCopy}>
        Copy console link
      </button>
    </div>
  );
}
