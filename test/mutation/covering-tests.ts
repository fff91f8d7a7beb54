import { basename, dirname, join, posix } from 'node:path';
import { type Source, sourcesIn } from '../build/sources.ts';

/** Folders with tests that run without a build and without a browser. */
const testFolders = [
  'test/core',
  'test/extension/background',
  'test/extension/content',
  'test/install-scripts',
  'test/native-host',
  'test/security',
];

/** If no test close to the source file notices a mutant, at most this many other test files run for this mutant. */
const MAX_FAR = 16;

/** These tests do not run for mutants, because they read all sources or take minutes. Other commands run them. */
const left = /^test\/security\/(?!keys-under-a-mark|planted-lock|worker-leaks)/;

function importsOf(source: Source): string[] {
  const folder = dirname(source.path);
  return source.imports
    .filter((name) => /^(\.|#core\/)/.test(name))
    .map((name) => (name.startsWith('.') ? posix.join(folder, name) : name.replace('#core/', 'core/')));
}

/** The test files that can notice a mutant. */
export interface CoveringTests {
  /** Tests in the folder that belongs to the source file's folder, and tests that import the source file directly. */
  readonly near: readonly string[];
  /**
   * Tests that import the source file only through other files. Tests that need the fewest other files come first.
   */
  readonly far: readonly string[];
}

/** Finds the tests that import a source file, directly or through other files. */
export function coverage(): (path: string) => CoveringTests {
  const all = sourcesIn('core', 'extension', 'native-host', 'install-scripts', 'test');
  const isRandom = new Set(all.filter(({ imports }) => imports.includes('fast-check')).map(({ path }) => path));
  const importers = new Map<string, string[]>();
  for (const source of all) {
    for (const path of importsOf(source)) importers.set(path, [...(importers.get(path) ?? []), source.path]);
  }
  const isTest = (path: string) =>
    /\.test\.tsx?$/.test(path) && !left.test(path) && testFolders.some((folder) => path.startsWith(`${folder}/`));
  return (path) => {
    const distance = new Map([[path, 0]]);
    for (const [at, steps] of distance) {
      for (const next of importers.get(at) ?? []) if (!distance.has(next)) distance.set(next, steps + 1);
    }
    const tests = [...distance].filter(([each]) => isTest(each)).sort((a, b) => a[1] - b[1]);
    const mirror = join('test', dirname(path));
    const own = join(mirror, basename(path).replace(/\.tsx?$/, ''));
    // A test that imports the file directly loads the fewest modules. A test with random inputs takes the longest time.
    const cost = (test: string) => {
      if (isRandom.has(test)) return 4;
      if (distance.get(test) === 1) return test.startsWith(own) ? 0 : 1;
      return test.startsWith(own) ? 2 : 3;
    };
    const isNear = ([test, steps]: [string, number]) => steps === 1 || dirname(test) === mirror;
    return {
      near: tests
        .filter(isNear)
        .map(([test]) => test)
        .sort((a, b) => cost(a) - cost(b)),
      far: tests
        .filter((each) => !isNear(each))
        .slice(0, MAX_FAR)
        .map(([test]) => test),
    };
  };
}
