import { useEffect, useRef, useState } from 'preact/hooks';
import type { Format } from '#core/shells/shell-export.ts';
import { DownIcon } from '../../ui/icons.tsx';

interface Props {
  readonly formats: readonly Format[];
  onChoose(format: Format): void;
}

/** For each key: the menu item that it moves to. */
const steps: Readonly<Record<string, (at: number, count: number) => number>> = {
  ArrowDown: (at, count) => (at + 1) % count,
  ArrowUp: (at, count) => (at - 1 + count) % count,
  Home: () => 0,
  End: (_, count) => count - 1,
};

/** The menu with the formats that have no button. */
export function MoreFormats({ formats, onChoose }: Props) {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const items = () => [...(root.current?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])];
  const close = () => {
    setOpen(false);
    root.current?.querySelector('button')?.focus();
  };
  useEffect(() => {
    if (open) items()[0]?.focus();
  }, [open]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (!open) {
      if (event.key === 'ArrowDown') setOpen(true);
      return;
    }
    const all = items();
    const next = steps[event.key]?.(all.indexOf(event.target as HTMLElement), all.length);
    if (next !== undefined) all[next]?.focus();
    else if (event.key === 'Escape') close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const leave = (event: FocusEvent) => {
    if (!root.current?.contains(event.relatedTarget as Node | null)) setOpen(false);
  };
  const choose = (format: Format) => {
    close();
    onChoose(format);
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: handles the keys for the menu and its button
    <div ref={root} class="more" onKeyDown={onKeyDown} onFocusOut={leave}>
      <button
        type="button"
        class="small quiet"
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        More formats
        <DownIcon />
      </button>
      {open && (
        <div class="menu" role="menu" aria-label="More formats">
          {formats.map((format) => (
            <button key={format.id} type="button" role="menuitem" tabIndex={-1} onClick={() => choose(format)}>
              {format.label}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
