import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { sourceFiles } from '../../../scripts/package-sources.ts';
import type { Mutant, NamedTest } from './patches.ts';

/** The result of a mutant's tests. */
export type Verdict = 'killed' | 'survived' | 'not run';

export interface Outcome {
  readonly verdict: Verdict;
  /** Titles of the tests that failed. */
  readonly failed: readonly string[];
  /** The output of the tests. It explains an unexpected result. */
  readonly output: string;
}

interface Report {
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

/**
 * Copies the project's sources into a temporary folder, and links the packages of the project. The caller must remove
 * the folder after use.
 */
export function copyOfTree(): string {
  const folder = mkdtempSync(join(tmpdir(), 'keyferry-mutant-'));
  for (const name of sourceFiles('.')) cpSync(name, join(folder, name));
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
  return folder;
}

/**
 * Applies a patch in a folder. Git repositories above this folder are ignored.
 * @returns git's error, or an empty text if the patch was applied
 */
export function applyPatch(folder: string, patch: string, ...options: string[]): string {
  const { status, stderr } = spawnSync('git', ['apply', ...options, patch], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, GIT_CEILING_DIRECTORIES: resolve(folder, '..') },
  });
  return status === 0 ? '' : stderr || `git apply ended with ${status}`;
}

const BUILD = `const { runnerImport } = await import('vite');
const { module } = await runnerImport(process.cwd() + '/scripts/build.ts', { configFile: false, root: process.cwd(), logLevel: 'warn' });
process.exitCode = await module.default([]);`;

/**
 * The environment without the variables of vitest, because vitest's variables would switch off plugins of the build.
 */
function plainEnv(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(?:VITEST|NODE_ENV|TEST|KEYFERRY_S)/.test(name));
  return Object.fromEntries(kept);
}

const run = (folder: string, args: readonly string[]) =>
  spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8', env: plainEnv(), maxBuffer: 1 << 28 });

/** A pattern that matches the title of a test. Placeholders in the title, such as `%s` and `$name`, match any text. */
const patternOf = ({ title }: NamedTest): string =>
  title
    .split(/%[sjodi]|\$\{[^}]*\}|\$[a-z]\w*/i)
    .map((part) => part.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&'))
    .join('.*');

function resultsOf(folder: string): Report['testResults'][number]['assertionResults'] {
  try {
    const report = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')) as Report;
    return report.testResults.flatMap(({ assertionResults }) => assertionResults);
  } catch {
    return [];
  }
}

/**
 * Runs tests in a copy of the project.
 * @returns `killed` if at least one of these tests failed, `survived` if tests ran and all of them passed, `not run` if
 * no test could run because of the patch
 */
export function runTests(folder: string, { tests, needsBuild }: Pick<Mutant, 'tests' | 'needsBuild'>): Outcome {
  const build = needsBuild ? run(folder, ['--input-type=module', '-e', BUILD]) : null;
  if (build && build.status !== 0) return { verdict: 'not run', failed: [], output: build.stdout + build.stderr };
  const name = tests.map(patternOf).join('|');
  const options = ['--reporter=json', '--outputFile=report.json', '--maxWorkers=1', '-t', name];
  const paths = [...new Set(tests.map(({ path }) => path))];
  const { stdout, stderr } = run(folder, ['node_modules/vitest/vitest.mjs', 'run', ...options, ...paths]);
  const ran = resultsOf(folder).filter(
    ({ fullName, status }) => status !== 'skipped' && new RegExp(name).test(fullName),
  );
  const failed = ran.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName);
  rmSync(join(folder, 'report.json'), { force: true });
  const verdict = failed.length > 0 ? 'killed' : ran.length > 0 ? 'survived' : 'not run';
  return { verdict, failed, output: stdout + stderr };
}

/** Applies a mutant to the copy of the project, runs the tests for the mutant, and removes the mutant again. */
export function tryMutant(folder: string, mutant: Mutant): Outcome {
  const refused = applyPatch(folder, mutant.path);
  if (refused) return { verdict: 'not run', failed: [], output: refused };
  try {
    return runTests(folder, mutant);
  } finally {
    applyPatch(folder, mutant.path, '--reverse');
  }
}
