/** How rows come to be chosen: the one (or no longer), all from the last one to it, all that are shown. */
export type How = 'one' | 'range' | 'all';

/** What a key press means to the popup. */
export type Intent =
  | {
      readonly is:
        | 'open'
        | 'back'
        | 'clear'
        | 'write'
        | 'console'
        | 'favour'
        | 'help'
        | 'type'
        | 'next-session'
        | 'about';
    }
  /** `choosing` takes the rows on the way into what is chosen. */
  | { readonly is: 'move'; readonly by: number; readonly choosing?: true }
  | { readonly is: 'choose'; readonly how: How }
  | { readonly is: 'copy'; readonly at: number };

/** Where the press happened. `button` (or a link) has its own use of Enter
 * and arrows, `control` (a select, a menu) of letters too. */
export interface KeyPlace {
  readonly screen: 'list' | 'card';
  readonly focus: 'search' | 'field' | 'button' | 'control' | 'page';
  readonly query: string;
}

type KeyPress = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/** Rows that fit the list, for PageUp and PageDown. */
const PAGE = 10;

const moves: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: PAGE, PageUp: -PAGE };

function withControl({ key, code, shiftKey }: KeyPress, { screen }: KeyPlace): Intent | null {
  if (key === 'Enter') return { is: 'write' };
  if (code === 'KeyD') return { is: 'favour' };
  if (code === 'KeyO') return { is: 'console' };
  if (screen === 'list' && code === 'Space') return { is: 'choose', how: shiftKey ? 'range' : 'one' };
  const digit = /^Digit([1-9])$/.exec(code)?.[1];
  if (digit) return { is: 'copy', at: Number(digit) - 1 };
  if (screen === 'list' && key === 'Home') return { is: 'move', by: Number.NEGATIVE_INFINITY };
  if (screen === 'list' && key === 'End') return { is: 'move', by: Number.POSITIVE_INFINITY };
  return null;
}

function onList({ key, shiftKey }: KeyPress, { focus, query }: KeyPlace): Intent | null {
  if (key === 'Escape') return query === '' ? null : { is: 'clear' };
  if (focus === 'control') return null;
  if (key === '?' && query === '') return { is: 'help' };
  const elsewhere = focus === 'page' || focus === 'button';
  if (elsewhere && key.length === 1 && key !== ' ') return { is: 'type' };
  if (focus === 'button') return null;
  if (focus === 'page' && key === ' ') return { is: 'choose', how: shiftKey ? 'range' : 'one' };
  const by = moves[key];
  if (by) return shiftKey ? { is: 'move', by, choosing: true } : { is: 'move', by };
  return key === 'Enter' ? { is: 'open' } : null;
}

function withAlt({ code, ctrlKey }: KeyPress, { screen }: KeyPlace): Intent | null {
  if (ctrlKey) return null;
  if (code === 'KeyS') return { is: 'next-session' };
  if (code === 'KeyI') return { is: 'about' };
  return code === 'KeyA' && screen === 'list' ? { is: 'choose', how: 'all' } : null;
}

/** The meaning of a key, or null where the browser's own is the right one. */
export function intentOf(press: KeyPress, place: KeyPlace): Intent | null {
  if (press.altKey) return withAlt(press, place);
  if (press.ctrlKey || press.metaKey) return withControl(press, place);
  if (place.screen === 'list') return onList(press, place);
  if (press.key === 'Escape') return { is: 'back' };
  return press.key === '?' && place.focus !== 'field' ? { is: 'help' } : null;
}
