import { posix } from 'node:path';
import { parseAst } from 'vite';
import { describe, expect, it } from 'vitest';
import { rooms } from './rooms.ts';
import { parseSource, type Source, sourcesIn } from './sources.ts';
import { isNode, type SyntaxNode } from './syntax-tree.ts';

const MAX_FILES = 20;
const MAX_LINES = 220;
const MAX_FUNCTION_LINES = 60;

const sources = sourcesIn('core', 'extension', 'native-host', 'install-scripts');
const folderOf = (path: string) => posix.dirname(path);

/** The source files that `source` imports, including imports of types. */
function importedFiles(source: Source): string[] {
  return source.imports
    .filter((name) => name.startsWith('.') || name.startsWith('#core/'))
    .map((name) => (name.startsWith('.') ? posix.join(folderOf(source.path), name) : name.replace(/^#core\//, 'core/')))
    .filter((name) => /\.tsx?$/.test(name));
}

/**
 * The imports of a source file that the list of rooms does not allow. A room may import its own files, and every room
 * outside core may import all of core.
 */
function forbidden(source: Source, allowed: typeof rooms): string[] {
  const room = folderOf(source.path);
  return importedFiles(source)
    .filter((path) => {
      const other = folderOf(path);
      if (other === room || allowed[room]?.includes(other)) return false;
      return room.startsWith('core') || !other.startsWith('core');
    })
    .map((path) => `${source.path} imports ${path}`);
}

/** Finds the groups of nodes in which arrows lead from each node to each other node. Each group is a sorted list. */
function circles(arrows: ReadonlyMap<string, readonly string[]>): string[][] {
  const reach = new Map<string, Set<string>>();
  for (const start of arrows.keys()) {
    const seen = new Set<string>();
    const open = [...(arrows.get(start) ?? [])];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (seen.has(next)) continue;
      seen.add(next);
      open.push(...(arrows.get(next) ?? []));
    }
    reach.set(start, seen);
  }
  const groups = new Map<string, string[]>();
  for (const [node, seen] of reach) {
    if (!seen.has(node)) continue;
    const group = [...seen].filter((other) => reach.get(other)?.has(node)).sort();
    groups.set(group.join(), group);
  }
  return [...groups.values()];
}

/** Every function in a syntax tree. */
function functionsIn(node: SyntaxNode): SyntaxNode[] {
  const inside = Object.values(node)
    .flat()
    .filter(isNode)
    .flatMap((child) => functionsIn(child));
  return /^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(node.type)
    ? [node, ...inside]
    : inside;
}

/**
 * The functions with more than `most` lines, each with its file and its first line. If a function contains another
 * function, the lines of the inner function are not counted for the outer one.
 */
function longFunctions({ path, text }: Source, most: number): string[] {
  const tree = parseAst(text, { lang: path.endsWith('x') ? 'tsx' : 'ts' }) as unknown as SyntaxNode;
  const lines = (from: number, to: number) => text.slice(from, to).split('\n').length;
  return functionsIn(tree).flatMap((each) => {
    const parts = functionsIn({ ...each, type: 'Parts' });
    const outer = parts.filter(
      (part) => !parts.some((other) => other !== part && other.start <= part.start && part.end <= other.end),
    );
    const own = outer.reduce((count, part) => count - (lines(part.start, part.end) - 1), lines(each.start, each.end));
    return own > most ? [`${path}:${lines(0, each.start)} has a function of ${own} lines`] : [];
  });
}

const file = (path: string, text: string) => parseSource(path, text);

describe('rooms (folders of source files)', () => {
  it('are exactly the rooms that `rooms.ts` lists', () => {
    expect(sources.length).toBeGreaterThan(300);
    expect([...new Set(sources.map(({ path }) => folderOf(path)))].sort()).toEqual(Object.keys(rooms).sort());
  });

  it('import only from the rooms that `rooms.ts` allows for them', () => {
    expect(sources.flatMap((source) => forbidden(source, rooms))).toEqual([]);
  });

  it('do not import each other in a cycle', () => {
    expect(circles(new Map(Object.entries(rooms)))).toEqual([]);
  });

  it(`have at most ${MAX_FILES} source files each`, () => {
    const counts = new Map<string, number>();
    for (const { path } of sources) counts.set(folderOf(path), (counts.get(folderOf(path)) ?? 0) + 1);
    expect([...counts].filter(([, count]) => count > MAX_FILES)).toEqual([]);
  });

  it('are checked by a search that finds a forbidden import and accepts an allowed import', () => {
    const allowed = { 'a/low': [], 'a/high': ['a/low'] };
    expect(forbidden(file('a/low/x.ts', "import type { Y } from '../high/y.ts';"), allowed)).toEqual([
      'a/low/x.ts imports a/high/y.ts',
    ]);
    expect(forbidden(file('a/high/y.ts', "import { x } from '../low/x.ts';\nimport '#core/z.ts';"), allowed)).toEqual(
      [],
    );
  });
});

describe('source files', () => {
  const arrows = new Map(sources.map((source) => [source.path, importedFiles(source)]));

  it('do not import each other in a cycle; imports of types count too', () => {
    expect(circles(arrows)).toEqual([]);
    const ring = [file('a/x.ts', "import type { Y } from './y.ts';"), file('a/y.ts', "export { x } from './x.ts';")];
    expect(circles(new Map(ring.map((source) => [source.path, importedFiles(source)])))).toEqual([
      ['a/x.ts', 'a/y.ts'],
    ]);
  });

  it(`have at most ${MAX_LINES} lines`, () => {
    const long = sources.map(({ path, text }) => [path, text.trimEnd().split('\n').length] as const);
    expect(long.filter(([, lines]) => lines > MAX_LINES)).toEqual([]);
  });

  it(`have no function of more than ${MAX_FUNCTION_LINES} lines`, () => {
    expect(sources.flatMap((source) => longFunctions(source, MAX_FUNCTION_LINES))).toEqual([]);
    const long = file('a/x.ts', `export function f() {\n${'g();\n'.repeat(5)}}\n`);
    expect(longFunctions(long, 6)).toEqual(['a/x.ts:1 has a function of 7 lines']);
    expect(longFunctions(long, 7)).toEqual([]);
  });

  it('of the worker import only the parts of the worker that they use, never the whole type `Worker`', () => {
    const whole = /\bworker: Worker\b|\btype Worker\b|: Worker\b/;
    const inWorker = sources.filter(({ path }) => path.startsWith('extension/background/'));
    expect(inWorker.filter(({ code }) => whole.test(code)).map(({ path }) => path)).toEqual([]);
  });
});
