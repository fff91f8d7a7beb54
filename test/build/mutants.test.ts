import { describe, expect, it } from 'vitest';
import { mutantTable, unjudged, withEarlierRows } from '../mutation/judged.ts';
import { mutantsOf, mutated, namesOf } from '../mutation/mutants.ts';
import { completeRooms, filesByRoom, judgedRooms, SAMPLE } from '../mutation/mutated-rooms.ts';
import type { Outcome } from '../mutation/run-mutants.ts';

const changes = (text: string) => mutantsOf('a/x.ts', text).map(({ kind, before, after }) => [kind, before, after]);

describe('the mutants (changed copies) of a source file', () => {
  it.each([
    ['if (a < b) f();', 'change a boundary', 'a < b', '((a) <= (b))'],
    ['if (a && b) f();', 'swap && and ||', 'a && b', '((a) || (b))'],
    ['if (a === b) f();', 'swap === and !==', 'a === b', '((a) !== (b))'],
    ['if (a) f();', 'negate a condition', 'a', '!(a)'],
    ['const x = a ? 1 : 2;', 'negate a condition', 'a', '!(a)'],
    ['function g() { if (a) return; f(); }', 'remove a guard', 'if (a) return;', 'void (a);'],
    ['function g() { if (a) { throw f(); } f(); }', 'remove a guard', 'if (a) { throw f(); }', 'void (a);'],
    ['f(1);', 'remove a statement', 'f(1);', ';'],
    ["const x = 'text';", 'empty a string', "'text'", "''"],
    ['const x = true;', 'flip a boolean', 'true', 'false'],
    ['function g() { f(); h(); }', 'empty a function', '{ f(); h(); }', '{}'],
  ])('include the expected change of the text %s', (text, kind, before, after) => {
    expect(changes(text)).toContainEqual([kind, before, after]);
  });

  it('never change imports, types or the names of object keys', () => {
    const text = "import { a } from './a.ts';\ntype B = 'c';\nexport const d: B = { 'e f': 1 } as unknown as B;\n";
    expect(changes(text)).toEqual([]);
  });

  it('have different names, and each mutant changes only one place of the text', () => {
    const text = 'f(true);\nf(true);\n';
    const mutants = mutantsOf('a/x.ts', text);
    expect(mutants.map((each) => mutated(text, each))).toContain('f(true);\nf(false);\n');
    expect(new Set(namesOf(mutants).values()).size).toBe(mutants.length);
  });
});

describe('the rooms (groups of source files) with mutants', () => {
  it('each contain a source file, and no source file is in two rooms', () => {
    const rooms = filesByRoom();
    for (const room of Object.keys(completeRooms)) expect(rooms.get(room)?.length, room).toBeGreaterThan(0);
    const files = [...rooms.values()].flat();
    expect(new Set(files).size).toBe(files.length);
    for (const room of judgedRooms) expect(Object.keys(completeRooms)).toContain(room);
  });

  it('in the list of judged rooms need a written reason for each mutant that no test notices', () => {
    const outcome = (room: string, name: string, fate: Outcome['fate']): Outcome => {
      return { room, name, fate, source: '', line: 1, after: '' };
    };
    const outcomes = [
      outcome('quoting', 'a', 'survived'),
      outcome('quoting', 'b', 'survived'),
      outcome('quoting', 'c', 'noticed'),
      outcome('quoting', 'd', 'not run'),
      outcome(SAMPLE, 'e', 'survived'),
    ];
    expect(unjudged(outcomes, { b: 'why' }, ['quoting']).map(({ name }) => name)).toEqual(['a']);
    expect(mutantTable(outcomes, { b: 'why' })).toContain('| quoting | 3 | 1 | 1 | 1 | 1 | 50.0 % |');
  });

  it('have their earlier row in the new table of results if the new run does not include them', () => {
    const [head, line] = mutantTable([], {});
    const row = (room: string, noticed: number) => `| ${room} | 9 | ${noticed} | 0 | 1 | 0 | 88.9 % |`;
    const earlier = [head, line, row('frames', 1), row('quoting', 1), '| grants | text |'].join('\n');
    expect(
      withEarlierRows([head ?? '', line ?? '', row('frames', 2)], earlier, ['quoting', 'frames', 'grants']),
    ).toEqual([head, line, row('quoting', 1), row('frames', 2)]);
  });
});
