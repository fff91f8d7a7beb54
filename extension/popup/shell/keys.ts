/**
 * How the user chooses rows. `one` chooses a row or removes it from the chosen rows. `range` chooses all rows between
 * the row that was chosen last and this row. `all` chooses all rows that are shown.
 */
export type ChooseMode = 'one' | 'range' | 'all';

/** What a key press should do in the popup. */
export type Intent =
  | {
      readonly is:
        | 'open'
        | 'back'
        | 'clear'
        | 'write'
        | 'console'
        | 'services'
        | 'renew-all'
        | 'favourite'
        | 'help'
        | 'type'
        | 'next-session'
        | 'about';
    }
  /**
   * Moves from the active option to the option that is `by` options further down. A negative `by` moves up. With
   * `choosing`, the roles between the two options are chosen too.
   */
  | { readonly is: 'move'; readonly by: number; readonly choosing?: true }
  | { readonly is: 'choose'; readonly mode: ChooseMode }
  | { readonly is: 'copy'; readonly at: number };

/**
 * The screen and the kind of element that has the focus when a key is pressed. A `button` (or a link) needs Enter and
 * the arrow keys itself. A `control` (a select or a menu) needs letters too.
 */
export interface KeyPlace {
  readonly screen: 'list' | 'card';
  readonly focus: 'search' | 'field' | 'button' | 'control' | 'page';
  readonly query: string;
}

type KeyPress = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/** PageUp and PageDown move by this number of options. */
const PAGE = 10;

const moves: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: PAGE, PageUp: -PAGE };

function withControl({ key, code, shiftKey }: KeyPress, { screen }: KeyPlace): Intent | null {
  if (key === 'Enter') return { is: 'write' };
  if (code === 'KeyD') return { is: 'favourite' };
  if (code === 'KeyO') return { is: shiftKey ? 'services' : 'console' };
  if (screen === 'list' && code === 'Space') return { is: 'choose', mode: shiftKey ? 'range' : 'one' };
  const digit = /^Digit([1-9])$/.exec(code)?.[1];
  if (digit) return { is: 'copy', at: Number(digit) - 1 };
  if (screen === 'list' && key === 'Home') return { is: 'move', by: Number.NEGATIVE_INFINITY };
  if (screen === 'list' && key === 'End') return { is: 'move', by: Number.POSITIVE_INFINITY };
  return null;
}

function onList({ key, shiftKey }: KeyPress, { focus, query }: KeyPlace): Intent | null {
  if (key === 'Escape') return { is: 'clear' };
  if (focus === 'control') return null;
  if (key === '?' && query === '') return { is: 'help' };
  const elsewhere = focus === 'page' || focus === 'button';
  if (elsewhere && key.length === 1 && key !== ' ') return { is: 'type' };
  if (focus === 'button') return null;
  if (focus === 'page' && key === ' ') return { is: 'choose', mode: shiftKey ? 'range' : 'one' };
  const by = moves[key];
  if (by) return shiftKey ? { is: 'move', by, choosing: true } : { is: 'move', by };
  return key === 'Enter' ? { is: 'open' } : null;
}

function withAlt({ code, ctrlKey }: KeyPress, { screen }: KeyPlace): Intent | null {
  if (ctrlKey) return null;
  if (code === 'KeyS') return { is: 'next-session' };
  if (code === 'KeyI') return { is: 'about' };
  if (code === 'KeyR' && screen === 'list') return { is: 'renew-all' };
  return code === 'KeyA' && screen === 'list' ? { is: 'choose', mode: 'all' } : null;
}

/** Returns what a key press should do. Null if only the browser should handle the key. */
export function intentOf(press: KeyPress, place: KeyPlace): Intent | null {
  if (press.altKey) return withAlt(press, place);
  if (press.ctrlKey || press.metaKey) return withControl(press, place);
  if (place.screen === 'list') return onList(press, place);
  if (press.key === 'Escape') return { is: 'back' };
  return press.key === '?' && place.focus !== 'field' ? { is: 'help' } : null;
}
