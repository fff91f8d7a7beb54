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

describe('keyboard keys in the list', () => {
  it.each([
    ['ArrowDown', 'goes down one row', { is: 'move', by: 1 }],
    ['ArrowUp', 'goes up one row', { is: 'move', by: -1 }],
    ['PageDown', 'goes down ten rows', { is: 'move', by: 10 }],
    ['Enter', 'opens the card of the active role', { is: 'open' }],
    ['?', 'opens the help', { is: 'help' }],
    ['Escape', 'clears the search text or closes the popup', { is: 'clear' }],
    ['a', 'has its usual effect in the browser', null],
    ['Tab', 'has its usual effect in the browser', null],
  ])('%s %s if the search box is empty and has the focus', (key, _, intent) => {
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

  it('Enter, Space and ArrowDown have their usual effect on a button or control that has the focus', () => {
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

describe('keyboard shortcuts', () => {
  it.each([list, card])(
    'Ctrl+Enter or Command+Enter writes a profile, and Ctrl or Command with a digit copies keys',
    (place) => {
      for (const mod of [ctrl, { metaKey: true }]) {
        expect(intentOf(press('Enter', mod), place)).toEqual({ is: 'write' });
        expect(intentOf(press('1', mod), place)).toEqual({ is: 'copy', at: 0 });
        expect(intentOf(press('4', mod), place)).toEqual({ is: 'copy', at: 3 });
        expect(intentOf(press('c', mod), place)).toBeNull();
      }
    },
  );

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

describe('keyboard keys on the card of a role', () => {
  it('Escape goes back to the list, and letters stay in the name field', () => {
    expect(intentOf(press('Escape'), card)).toEqual({ is: 'back' });
    for (const key of ['?', 'a', 'ArrowDown', 'Enter']) expect(intentOf(press(key), card)).toBeNull();
    expect(intentOf(press('?'), { ...card, focus: 'control' })).toEqual({ is: 'help' });
  });
});

describe('keyboard keys that choose several roles', () => {
  const space = (mods = {}) => ({ ...press(' ', mods), code: 'Space' });
  const page: KeyPlace = { ...list, focus: 'page' };

  it.each([
    ['Ctrl+Space', 'chooses one role', space(ctrl), list, { is: 'choose', mode: 'one' }],
    [
      'Ctrl+Shift+Space',
      'chooses a range of roles',
      space({ ...ctrl, shiftKey: true }),
      list,
      { is: 'choose', mode: 'range' },
    ],
    [
      'Shift+ArrowDown',
      'chooses roles while it goes down one row',
      press('ArrowDown', { shiftKey: true }),
      list,
      { is: 'move', by: 1, choosing: true },
    ],
    ['Space on the list', 'chooses one role', space(), page, { is: 'choose', mode: 'one' }],
    ['Space on a button', 'chooses no role', space(), { ...list, focus: 'button' }, null],
    ['Space in the search box', 'chooses no role', space(), list, null],
    ['Ctrl+Space on the card', 'chooses no role', space(ctrl), card, null],
    ['Alt+A', 'chooses all shown roles', press('a', { altKey: true }), list, { is: 'choose', mode: 'all' }],
    ['Alt+A on the card', 'chooses no role', press('a', { altKey: true }), card, null],
  ] as const)('%s %s', (_, _effect, key, place, intent) => {
    expect(intentOf(key, place)).toEqual(intent);
  });
});
