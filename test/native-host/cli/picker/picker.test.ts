import { describe, expect, it } from 'vitest';
import { type Press, readKeys } from '../../../../native-host/cli/picker/keys.ts';
import { type PickerState, pressed, queried } from '../../../../native-host/cli/picker/picker-state.ts';
import { drawing, viewLines } from '../../../../native-host/cli/picker/picker-view.ts';
import { fitted, textWidth } from '../../../../native-host/cli/picker/text-width.ts';
import { searchRoles } from '../../../../native-host/cli/roles/find-roles.ts';
import type { ListedRole } from '../../../../native-host/cli/roles/listed-role.ts';

const roles: ListedRole[] = Array.from({ length: 900 }, (_, at) => ({
  name: at % 3 === 0 ? null : `profile-${at}`,
  kind: at % 3 === 0 ? 'none' : 'live',
  portal: 'https://demo.awsapps.com/start',
  accountId: String(100_000_000_000 + at),
  account: at === 7 ? '東京の\u001b[2Jアカウント' : `Account number ${at}`,
  roleName: `Role${at % 9}`,
  region: null,
  isProduction: at % 10 === 1,
  expiresAt: null,
  usedAt: null,
  usedBy: null,
}));
const { find } = searchRoles(roles);
const view = (query: string, at = 0) => ({ query, total: roles.length, found: find(query), at, now: 0 });

describe('readKeys', () => {
  it.each([
    ['\u001b[A', [{ kind: 'move', by: -1 }]],
    ['\u001bOB', [{ kind: 'move', by: 1 }]],
    ['\u001b', [{ kind: 'escape' }]],
    ['\u0003', [{ kind: 'interrupt' }]],
    ['\r', [{ kind: 'enter' }]],
    ['pr ö', [{ kind: 'text', text: 'pr ö' }]],
    ['a\u007f\u0015', [{ kind: 'text', text: 'a' }, { kind: 'erase' }, { kind: 'erase-all' }]],
    ['\u001b[1;5C\u0001', []],
  ])('reads the key presses in the input %j', (input, presses) => expect(readKeys(input)).toEqual(presses));
});

describe('pressed', () => {
  const words = ['alpha', 'beta', 'gamma'];
  const findWords = (query: string) => words.filter((word) => word.includes(query));
  const stateAfter = (...presses: Press[]) => {
    let state: PickerState<string> = queried('', findWords);
    for (const press of presses) {
      const next = pressed(state, press, findWords, 2);
      if (next.end !== null) return next;
      state = next.state;
    }
    return state;
  };

  it('moves the marked row within the list, and chooses the row with Enter', () => {
    expect(stateAfter({ kind: 'move', by: -1 })).toMatchObject({ at: 0 });
    expect(stateAfter({ kind: 'page', by: 1 })).toMatchObject({ at: 2 });
    expect(stateAfter({ kind: 'last' }, { kind: 'move', by: 1 })).toMatchObject({ at: 2 });
    expect(stateAfter({ kind: 'move', by: 1 }, { kind: 'enter' })).toEqual({ end: 'taken', item: 'beta' });
  });

  it('searches while the person types, and then marks the best result', () => {
    expect(stateAfter({ kind: 'last' }, { kind: 'text', text: 'bet' })).toEqual({
      query: 'bet',
      found: ['beta'],
      at: 0,
    });
    expect(stateAfter({ kind: 'text', text: 'x' }, { kind: 'enter' })).toMatchObject({ query: 'x', found: [] });
    expect(stateAfter({ kind: 'text', text: 'a b' }, { kind: 'erase-word' })).toMatchObject({ query: 'a ' });
    expect(stateAfter({ kind: 'text', text: 'xö' }, { kind: 'erase' }, { kind: 'erase' })).toMatchObject({ query: '' });
  });

  it('ends the picker after the key Escape, and after Ctrl+C', () => {
    expect(stateAfter({ kind: 'escape' })).toEqual({ end: 'escaped' });
    expect(stateAfter({ kind: 'interrupt' })).toEqual({ end: 'interrupted' });
  });
});

describe('viewLines', () => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern removes colours, which begin with ESC
  const plain = (line: string) => line.replace(/\u001b\[[0-9;]*m/g, '');

  it.each([
    [200, 50],
    [80, 24],
    [40, 10],
    [20, 3],
    [5, 2],
  ])('never draws more than fits on a screen of %i columns and %i rows', (columns, rows) => {
    for (const at of [0, 1, 450, 899]) {
      const lines = viewLines(view('', at), { columns, rows, hasColours: true });
      expect(lines.length).toBeLessThanOrEqual(rows);
      for (const line of lines) expect(textWidth(plain(line))).toBeLessThan(columns);
    }
  });

  it('shows the page with the marked row; production roles are recognisable even on a screen without colours', () => {
    const screen = { columns: 80, rows: 24, hasColours: false };
    const lines = viewLines(view('', 450), screen);
    const chosen = lines.filter((line) => line.startsWith('>'));
    expect(chosen).toHaveLength(1);
    expect(lines.some((line) => line.startsWith('  ! '))).toBe(true);
    expect(lines.join('')).not.toContain('\u001b');
  });

  it('never draws a control character from an account name', () => {
    const text = drawing(viewLines(view('profile-7'), { columns: 120, rows: 24, hasColours: false }), '', {
      columns: 120,
      rows: 24,
      hasColours: false,
    });
    expect(text).toContain('東京の');
    expect(text).not.toContain('\u001b[2J');
  });
});

describe('fitted', () => {
  it.each([
    ['abc', 5, 'abc  '],
    ['abcdef', 4, 'abc…'],
    ['東京都', 4, '東… '],
    ['e\u0301a', 2, 'e\u0301a'],
    ['abc', 0, ''],
  ])('cuts %j or adds blanks so that the text has %i columns', (text, width, expected) =>
    expect(fitted(text, width)).toBe(expected),
  );
});
