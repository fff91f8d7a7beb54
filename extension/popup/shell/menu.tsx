import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { menuPlace } from './menu-place.ts';

/** An entry of a menu. */
export interface MenuItem {
  readonly label: string;
  /** The keyboard shortcut for the same action, for example `Ctrl+D`. */
  readonly keys?: string;
  /** The reason why the entry cannot be used now. The menu still shows the entry. */
  readonly whyNot?: string | undefined;
  /** Runs when the user chooses the entry. */
  act(): void;
}

interface Props {
  /** Accessible name of the button and of the menu. */
  readonly label: string;
  /** Returns the entries. Called when the menu opens. */
  readonly items: () => readonly MenuItem[];
  readonly class: string;
  /** The content of the button: a text or an icon. */
  readonly children: ComponentChildren;
}

/** For each key: a function that computes the index of the entry that gets the focus next. */
const steps: Readonly<Record<string, (at: number, count: number) => number>> = {
  ArrowDown: (at, count) => (at + 1) % count,
  ArrowUp: (at, count) => (at - 1 + count) % count,
  Home: () => 0,
  End: (_, count) => count - 1,
};

/**
 * A button with a menu. The menu is in the browser's top layer, so that no scrolling part of the page cuts the menu
 * off.
 */
export function Menu({ label, items, children, ...rest }: Props) {
  const [shown, setShown] = useState<readonly MenuItem[] | null>(null);
  const root = useRef<HTMLDivElement>(null);
  const open = () => setShown(items());
  const entries = () => [...(root.current?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])];
  const close = () => {
    setShown(null);
    root.current?.querySelector('button')?.focus();
  };
  useLayoutEffect(() => {
    if (shown === null) return;
    const menu = root.current?.querySelector<HTMLElement>('[role=menu]');
    const button = root.current?.querySelector('button');
    menu?.showPopover();
    if (menu && button) Object.assign(menu.style, menuPlace(button.getBoundingClientRect(), menu, window));
    entries()[0]?.focus();
  }, [shown]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (shown === null) {
      if (event.key !== 'ArrowDown' || !(event.target as HTMLElement).matches('[aria-haspopup]')) return;
      open();
    } else {
      const all = entries();
      const next = steps[event.key]?.(all.indexOf(event.target as HTMLElement), all.length);
      if (next !== undefined) all[next]?.focus();
      else if (event.key === 'Escape') close();
      else return;
    }
    event.preventDefault();
    event.stopPropagation();
  };
  const leave = (event: FocusEvent) => {
    if (!root.current?.contains(event.relatedTarget as Node | null)) setShown(null);
  };
  const choose = (item: MenuItem) => {
    if (item.whyNot !== undefined) return;
    close();
    item.act();
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: handles the keys for the menu and its button
    <div ref={root} class="menu-root" onKeyDown={onKeyDown} onFocusOut={leave}>
      <button
        type="button"
        {...rest}
        aria-label={label}
        title={label}
        aria-haspopup="menu"
        aria-expanded={shown !== null}
        onClick={() => (shown ? setShown(null) : open())}
      >
        {children}
      </button>
      {shown && <Entries label={label} items={shown} onChoose={choose} />}
    </div>
  );
}

interface EntriesProps {
  readonly label: string;
  readonly items: readonly MenuItem[];
  onChoose(item: MenuItem): void;
}

const Entries = ({ label, items, onChoose }: EntriesProps) => (
  <div class="menu" role="menu" popover="manual" aria-label={label}>
    {items.map((item) => (
      <button
        key={item.label}
        type="button"
        role="menuitem"
        tabIndex={-1}
        aria-disabled={item.whyNot !== undefined}
        aria-keyshortcuts={item.keys}
        title={item.whyNot}
        onClick={() => onChoose(item)}
      >
        <span>{item.label}</span>
        {item.keys && <span class="menu-keys" data-text={item.keys} />}
      </button>
    ))}
  </div>
);
