import { writeFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import type { Reporter, TestCase, TestModule } from 'vitest/node';
import type { Failed, Named, Skipped, StageResult } from './results.ts';

/**
 * The environment variable that contains the path of the result file (JSON). The process that starts vitest sets it.
 */
export const RESULT_FILE = 'KEYFERRY_STAGE_RESULT';

const nameOf = (test: TestCase) => `${test.module.relativeModuleId} > ${test.fullName}`;

/** Test files that could not run, and suites in which a hook failed. Each of them counts as one failed test. */
function brokenParts(module: TestModule): Named[] {
  const suites = [...module.children.allSuites()].filter((suite) => suite.errors().length > 0);
  return [
    ...(module.errors().length > 0 ? [{ test: `${module.relativeModuleId} (the file itself)` }] : []),
    ...suites.map((suite) => ({ test: `${module.relativeModuleId} > ${suite.fullName} (a hook)` })),
  ];
}

function skippedOf(test: TestCase): Skipped {
  const result = test.result();
  return { test: nameOf(test), reason: (result.state === 'skipped' && result.note) || null };
}

function failedOf(test: TestCase): Failed {
  const [error] = test.result().errors ?? [];
  const [line = ''] = stripVTControlCharacters(error?.message ?? '').split('\n');
  return { test: nameOf(test), ...(line !== '' && { error: line }) };
}

/**
 * Sorts the tests of a run into passed, failed and skipped tests.
 * @param unhandled errors that happened outside of all tests
 */
export function collect(
  modules: readonly TestModule[],
  unhandled: readonly { readonly message: string }[],
): Omit<StageResult, 'stage'> {
  const tests = modules.flatMap((module) => [...module.children.allTests()]);
  const within = (state: string) => tests.filter((test) => test.result().state === state);
  return {
    passed: within('passed').length,
    failed: [
      ...modules.flatMap(brokenParts),
      ...within('failed').map(failedOf),
      ...unhandled.map(({ message }) => ({ test: `outside of all tests: ${message}` })),
    ],
    skipped: within('skipped').map(skippedOf),
  };
}

/** Writes the result of a run into a file for the process that started vitest. */
export default class StageReporter implements Reporter {
  /** Vitest calls this after the last test. */
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly { readonly message: string }[]): void {
    const path = process.env[RESULT_FILE];
    if (path) writeFileSync(path, JSON.stringify(collect(modules, unhandled)));
  }
}
