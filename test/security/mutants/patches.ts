import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A patch that removes the code behind one promise in docs/THREAT-MODEL.md. */
export interface Mutant {
  /** The name of the patch file: `NN-name.patch`. */
  readonly file: string;
  /** Path of the patch file. */
  readonly path: string;
  /** Number of the promise. */
  readonly promise: number;
  /** What an attacker can do if this code is missing. */
  readonly what: string;
  /** The tests that must fail with the patch. */
  readonly tests: readonly NamedTest[];
  /** Whether these tests need the built extension. */
  readonly needsBuild: boolean;
}

/** A test: the path of the test file, and the title of the test as it is written in this file. */
export interface NamedTest {
  readonly path: string;
  readonly title: string;
}

const FOLDER = import.meta.dirname;

function readMutant(file: string): Mutant {
  const path = join(FOLDER, file);
  const [head = ''] = readFileSync(path, 'utf8').split('\n--- ');
  const values = (name: string) => [...head.matchAll(new RegExp(`^${name}: (.+)$`, 'gm'))].map(([, text = '']) => text);
  const tests = values('Test').map((line) => {
    const [testPath = '', title = ''] = line.split(/ > (.*)/);
    return { path: testPath, title };
  });
  return {
    file,
    path,
    promise: Number(values('Promise')[0]),
    what: values('Mutant')[0] ?? '',
    tests,
    needsBuild: values('Needs').includes('build'),
  };
}

/** Every patch of this folder, in the order of the promises. */
export const mutants: readonly Mutant[] = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.patch'))
  .sort()
  .map(readMutant);
