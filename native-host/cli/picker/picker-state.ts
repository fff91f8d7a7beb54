import type { Press } from './keys.ts';

/** The state of the picker, the list in which a person chooses a role. */
export interface PickerState<Item> {
  readonly query: string;
  readonly found: readonly Item[];
  /** The position of the selected item in `found`. */
  readonly at: number;
}

/** The result of a key press: the next state, or the end of the picker. */
export type Pressed<Item> =
  | { readonly end: null; readonly state: PickerState<Item> }
  | { readonly end: 'taken'; readonly item: Item }
  | { readonly end: 'escaped' | 'interrupted' };

type Find<Item> = (query: string) => readonly Item[];

/** The state for a new query. The item that matches best is selected. */
export const queried = <Item>(query: string, find: Find<Item>): PickerState<Item> => ({
  query,
  found: find(query),
  at: 0,
});

function typed(query: string, press: Press): string | null {
  if (press.kind === 'text') return query + press.text;
  if (press.kind === 'erase') return [...query].slice(0, -1).join('');
  if (press.kind === 'erase-word') return query.replace(/\S*\s*$/, '');
  return press.kind === 'erase-all' ? '' : null;
}

function moved({ found, at }: PickerState<unknown>, press: Press, page: number): number {
  const last = Math.max(0, found.length - 1);
  if (press.kind === 'first') return 0;
  if (press.kind === 'last') return last;
  const step = press.kind === 'move' ? press.by : press.kind === 'page' ? press.by * page : 0;
  return Math.min(last, Math.max(0, at + step));
}

/**
 * The result of a key press.
 * @param page number of items on one page
 */
export function pressed<Item>(state: PickerState<Item>, press: Press, find: Find<Item>, page: number): Pressed<Item> {
  if (press.kind === 'escape') return { end: 'escaped' };
  if (press.kind === 'interrupt') return { end: 'interrupted' };
  const item = state.found[state.at];
  if (press.kind === 'enter') return item === undefined ? { end: null, state } : { end: 'taken', item };
  const query = typed(state.query, press);
  if (query !== null) return { end: null, state: query === state.query ? state : queried(query, find) };
  return { end: null, state: { ...state, at: moved(state, press, page) } };
}
