import { describe, expect, it } from 'vitest';
import { intentOf, type KeyPlace } from '../../../../extension/popup/shell/keys.ts';

const press = (key: string, mods: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey', boolean>> = {}) => ({
  key,
  code: /^[1-9]$/.test(key) ? `Digit${key}` : `Key${key.toUpperCase()}`,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...mods,
});
const list: KeyPlace = { screen: 'list', focus: 'search', query: '' };
const card: KeyPlace = { screen: 'card', focus: 'field', query: '' };
const ctrl = { ctrlKey: true };

describe('keys on the list', () => {
  it.each([
    ['ArrowDown', { is: 'move', by: 1 }],
    ['ArrowUp', { is: 'move', by: -1 }],
    ['PageDown', { is: 'move', by: 10 }],
    ['Enter', { is: 'open' }],
    ['?', { is: 'help' }],
    ['Escape', { is: 'clear' }],
    ['a', null],
    ['Tab', null],
  ])('%s does the right action in the empty search box', (key, intent) => {
    expect(intentOf(press(key), list)).toEqual(intent);
  });

  it('? opens the help only if the search box is empty', () => {
    expect(intentOf(press('?'), { ...list, query: 'x' })).toBeNull();
  });

  it('letters go to the search box, even if the page or a button has the focus', () => {
    expect(intentOf(press('a'), { ...list, focus: 'page' })).toEqual({ is: 'type' });
    expect(intentOf(press('a'), { ...list, focus: 'button' })).toEqual({ is: 'type' });
    expect(intentOf(press('a'), { ...list, focus: 'control' })).toBeNull();
    expect(intentOf(press('?'), { ...list, focus: 'button' })).toEqual({ is: 'help' });
    expect(intentOf(press(' '), { ...list, focus: 'button' })).toBeNull();
  });

  it('Enter, Space and the arrow keys do what the focused button or control does', () => {
    for (const key of ['Enter', 'ArrowDown', ' ']) {
      expect(intentOf(press(key), { ...list, focus: 'button' })).toBeNull();
      expect(intentOf(press(key), { ...list, focus: 'control' })).toBeNull();
    }
  });

  it('Ctrl+End goes to the end of the list', () => {
    expect(intentOf(press('End', ctrl), list)).toEqual({ is: 'move', by: Number.POSITIVE_INFINITY });
    expect(intentOf(press('End', ctrl), card)).toBeNull();
  });
});

describe('keys everywhere', () => {
  it.each([list, card])('shortcuts with Ctrl or Command write and copy', (place) => {
    for (const mod of [ctrl, { metaKey: true }]) {
      expect(intentOf(press('Enter', mod), place)).toEqual({ is: 'write' });
      expect(intentOf(press('1', mod), place)).toEqual({ is: 'copy', at: 0 });
      expect(intentOf(press('4', mod), place)).toEqual({ is: 'copy', at: 3 });
      expect(intentOf(press('c', mod), place)).toBeNull();
    }
  });

  it('Ctrl+O opens the console, and Ctrl+Shift+O lets the user choose a page of the console', () => {
    expect(intentOf(press('o', ctrl), list)).toEqual({ is: 'console' });
    expect(intentOf(press('o', { ...ctrl, shiftKey: true }), card)).toEqual({ is: 'services' });
  });

  it('Alt+R renews all profiles, but only in the list', () => {
    expect(intentOf(press('r', { altKey: true }), list)).toEqual({ is: 'renew-all' });
    expect(intentOf(press('r', { altKey: true }), card)).toBeNull();
  });

  it('Alt+S shows the next portal', () => {
    expect(intentOf(press('s', { altKey: true }), list)).toEqual({ is: 'next-session' });
    expect(intentOf(press('€', { altKey: true, ctrlKey: true }), list)).toBeNull();
  });
});

describe('keys on the card', () => {
  it('Escape goes back to the list, and letters stay in the name field', () => {
    expect(intentOf(press('Escape'), card)).toEqual({ is: 'back' });
    for (const key of ['?', 'a', 'ArrowDown', 'Enter']) expect(intentOf(press(key), card)).toBeNull();
    expect(intentOf(press('?'), { ...card, focus: 'control' })).toEqual({ is: 'help' });
  });
});

describe('keys that choose several roles', () => {
  const space = (mods = {}) => ({ ...press(' ', mods), code: 'Space' });
  const page: KeyPlace = { ...list, focus: 'page' };

  it.each([
    ['Ctrl+Space', space(ctrl), list, { is: 'choose', mode: 'one' }],
    ['Ctrl+Shift+Space', space({ ...ctrl, shiftKey: true }), list, { is: 'choose', mode: 'range' }],
    ['Shift+ArrowDown', press('ArrowDown', { shiftKey: true }), list, { is: 'move', by: 1, choosing: true }],
    ['Space on the listbox', space(), page, { is: 'choose', mode: 'one' }],
    ['Space on a button', space(), { ...list, focus: 'button' }, null],
    ['Space in the search box', space(), list, null],
    ['Ctrl+Space on the card', space(ctrl), card, null],
    ['Alt+A', press('a', { altKey: true }), list, { is: 'choose', mode: 'all' }],
    ['Alt+A on the card', press('a', { altKey: true }), card, null],
  ] as const)('%s does the right action', (_, key, place, intent) => {
    expect(intentOf(key, place)).toEqual(intent);
  });
});
